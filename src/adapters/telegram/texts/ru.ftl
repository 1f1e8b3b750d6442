### Тексты бота. Набор сообщений и их переменных задан в messages.ts, тест сверяет его с этим файлом.

## Кредиты

credits =
    { $credits ->
        [one] { $credits } кредит
        [few] { $credits } кредита
       *[many] { $credits } кредитов
    }
prices =
    Сколько стоит, в кредитах:
    💬 ответ — { $text }
    🎨 картинка — { $image }
    ✏️ правка картинки — { $edit }

## Знакомство

start-new =
    Здравствуйте, { $name }! 🍌

    Я Nano Banana: отвечаю на вопросы, рисую картинки по описанию и редактирую ваши фотографии.

    На счёте { credits }. Кредиты списываются только за готовый результат.

    Просто напишите вопрос, пришлите фото с подписью или попробуйте /image рыжий кот в скафандре
start-returning =
    С возвращением, { $name }! 🍌

    На счёте { credits }. Напишите вопрос, пришлите фото с подписью или откройте /help
start-invited =
    { $credits ->
        [one] Вы пришли по приглашению: { $credits } кредит уже на счёте.
        [few] Вы пришли по приглашению: { $credits } кредита уже на счёте.
       *[many] Вы пришли по приглашению: { $credits } кредитов уже на счёте.
    }
help =
    Что я умею:

    💬 Ответить на вопрос: просто напишите его. Я помню разговор; /new начинает новый.
    🎨 Нарисовать: /image и описание.
    ✏️ Изменить картинку: пришлите фото с подписью, несколько фото альбомом или ответьте на любую картинку и напишите, что поменять.

    /balance — счёт и последние операции
    /invite — пригласить друга и получить кредиты
    /settings — модель, формат картинок, язык
    /cancel — отменить то, что ещё не готово

    { prices }

    Если что-то не получилось, кредиты возвращаются сами.
bot-description =
    Отвечаю на вопросы, рисую картинки по описанию и редактирую ваши фотографии. Нажмите «Старт»: первые кредиты в подарок 🍌
bot-short-description = Ответы, картинки и правка фото с помощью Gemini 🍌

## Команды в меню

command-start = Начать
command-help = Что я умею
command-new = Начать новый разговор
command-image = Нарисовать картинку
command-edit = Изменить картинку
command-balance = Счёт и операции
command-invite = Пригласить друга
command-settings = Настройки
command-cancel = Отменить запросы

## Разговор и режим

new-done = Начнём с чистого листа: прежний разговор я больше не учитываю.
mode-text-on = Теперь на обычные сообщения я отвечаю текстом 💬
mode-image-on = Теперь по обычным сообщениям я рисую картинки 🎨
mode-text = ответы
mode-image = картинки
button-mode-text = 💬 Отвечать
button-mode-image = 🎨 Рисовать

## Картинки

image-usage =
    Напишите после команды, что нарисовать. Например:
    /image маяк на скале в шторм, акварель
edit-usage =
    Пришлите фото с подписью, что изменить, или ответьте на картинку. Например:
    /edit сделай небо закатным
edit-wanted =
    { $pictures ->
        [1] Вижу картинку. Что в ней изменить?
        [one] Вижу { $pictures } картинку. Что с ними сделать?
        [few] Вижу { $pictures } картинки. Что с ними сделать?
       *[many] Вижу { $pictures } картинок. Что с ними сделать?
    }
edit-wanted-placeholder = Что изменить?
edit-picture-gone = Этой картинки у меня больше нет. Пришлите её ещё раз, пожалуйста.
edit-kept = Присылать картинки заново не нужно: просто напишите ещё раз. Передумали — /cancel
file-gone = Исходный файл не сохранился.
button-again = 🔁 Ещё раз
button-edit = ✏️ Изменить
button-file = 📎 Исходный файл
button-expired = Эта кнопка больше не работает.
button-not-yours = Эта кнопка для того, кто сделал запрос.
again-accepted = Рисую ещё один вариант
file-sending = Отправляю файл

## Ход работы

status-thinking = 💭 Думаю…
status-thinking-for = 💭 Думаю… { $seconds } с
status-drawing = 🎨 Рисую…
status-drawing-for = 🎨 Рисую… { $seconds } с
waiting-next = ⏳ В очереди: вы следующий
waiting-ahead =
    { $ahead ->
        [one] ⏳ В очереди: перед вами { $ahead } запрос
        [few] ⏳ В очереди: перед вами { $ahead } запроса
       *[many] ⏳ В очереди: перед вами { $ahead } запросов
    }
answer-truncated = ✂️ Ответ оборвался на пределе модели. Напишите «продолжай», и я продолжу.
answer-empty = Модель ответила пустым сообщением.

## Счёт

balance =
    На счёте { credits }.
balance-held =
    { $credits ->
        [one] Ещё { $credits } кредит отложен под запросы, которые сейчас выполняются.
        [few] Ещё { $credits } кредита отложены под запросы, которые сейчас выполняются.
       *[many] Ещё { $credits } кредитов отложены под запросы, которые сейчас выполняются.
    }
balance-entries = Последние операции:
balance-no-entries = Операций пока нет.
balance-entry = { $date }  { $amount }  { $what }
entry-grant-welcome = подарок за знакомство
entry-grant-referral = бонус за приглашение
entry-grant-purchase = покупка
entry-grant-promo = промокод
entry-grant-admin = начисление
entry-grant-refund = возмещение
entry-grant-generation = возмещение за запрос
entry-hold = запрос
entry-text = ответ
entry-image = картинка
entry-edit = правка картинки
entry-capture = запрос выполнен
entry-release = возврат за запрос
entry-release-for = возврат: { $what }
entry-revoke-refund = возврат покупки
entry-revoke = списание

## Приглашения

invite =
    Пригласите друга по вашей ссылке:
    { $link }
invite-bonus =
    Друг сразу получит { $invitee } { $invitee ->
        [one] кредит
        [few] кредита
       *[many] кредитов
    }, а вы — { $inviter }, когда он получит первый ответ или картинку.
invite-share = Отвечает на вопросы, рисует и редактирует картинки 🍌
invite-count =
    { $invited ->
        [0] По ссылке пока никто не пришёл.
        [one] По ссылке пришёл { $invited } человек.
        [few] По ссылке пришли { $invited } человека.
       *[many] По ссылке пришло { $invited } человек.
    }
button-share = 📨 Отправить другу

## Настройки

settings =
    Настройки

    Обычное сообщение: { $mode }
    Модель ответов: { $textModel }
    Модель картинок: { $imageModel }
    Формат картинки: { $aspectRatio }
    Размер картинки: { $imageSize }
    Присылать ещё и файлом: { $sendAsFile }
    Язык: { $language }
settings-mode = Что делать с обычным сообщением?
settings-text-model = Какая модель будет отвечать?
settings-image-model = Какая модель будет рисовать и менять картинки?
settings-aspect-ratio = Какое соотношение сторон у картинок?
settings-image-size = Какой размер у картинок? Большие могут стоить дороже.
settings-language = На каком языке мне говорить?
settings-saved = Готово
language-changed = Теперь я говорю по-русски.
settings-unavailable = Этот вариант больше недоступен.
settings-model-has-no-options = Эта модель такого не умеет.
setting-automatic = автоматически
setting-on = да
setting-off = нет
language-ru = Русский
language-en = English
language-automatic = Как в Telegram
button-setting-mode = Режим
button-setting-text-model = Модель ответов
button-setting-image-model = Модель картинок
button-setting-aspect-ratio = Формат
button-setting-image-size = Размер
button-setting-file-on = Файлом: да
button-setting-file-off = Файлом: нет
button-setting-language = Язык
button-model = { $title } — { credits }
button-size-surcharge = { $size } (+{ $credits })
button-chosen = ✅ { $title }
button-back = « Назад
button-close = Закрыть

## Отмена

cancel-done =
    { $requests ->
        [one] Отменён { $requests } запрос.
        [few] Отменены { $requests } запроса.
       *[many] Отменено { $requests } запросов.
    }
cancel-nothing = Отменять нечего: все запросы уже выполнены.
cancel-forgotten-edit = Хорошо, картинку не меняю.

## Чего бот не понимает

unknown-command = Такой команды я не знаю. Что я умею: /help
unsupported-video = Видео я пока не понимаю. Пришлите фото или напишите текстом.
unsupported-sticker = Симпатично! Но со стикерами я не работаю: пришлите фото или напишите текстом.
unsupported-voice = Голосовые сообщения я пока не слушаю. Напишите, пожалуйста, текстом.
unsupported-audio = Звук я пока не понимаю. Напишите, пожалуйста, текстом.
unsupported-poll = С опросами я не работаю. Напишите вопрос текстом.
unsupported-file = Я понимаю только файлы с картинками: PNG, JPEG, WebP. Пришлите такой или напишите текстом.
unsupported-other = Такое я пока не понимаю. Напишите текстом или пришлите фото.
file-too-large = Файл слишком большой: я принимаю картинки до { $megabytes } МБ.

## Отказы: ничего не списано

refusal-banned = Доступ к боту закрыт. Причина: { $reason }
refusal-banned-without-reason = Доступ к боту закрыт.
refusal-prompt-empty = Сообщение пустое. Напишите, что нужно сделать.
refusal-prompt-too-long = Слишком длинный текст: символов в нём { $length }, а я принимаю не больше { $limit }. Сократите, пожалуйста.
refusal-insufficient-credits =
    { $available ->
        [0] Кредиты закончились. Этот запрос стоит { $price }.
       *[other] Не хватает кредитов: запрос стоит { $price }, а на счёте { $balance }.
    }

    Пригласите друга и получите кредиты: /invite
refusal-too-many-requests =
    { $seconds ->
        [one] Слишком быстро: запросов в минуту может быть не больше { $limit }. Попробуйте через { $seconds } секунду.
        [few] Слишком быстро: запросов в минуту может быть не больше { $limit }. Попробуйте через { $seconds } секунды.
       *[many] Слишком быстро: запросов в минуту может быть не больше { $limit }. Попробуйте через { $seconds } секунд.
    }
refusal-too-many-waiting =
    { $limit ->
        [one] У вас уже выполняется { $limit } запрос. Дождитесь его или отмените: /cancel
        [few] У вас уже выполняются { $limit } запроса. Дождитесь их или отмените: /cancel
       *[many] У вас уже выполняется { $limit } запросов. Дождитесь их или отмените: /cancel
    }
refusal-no-model-text = Сейчас нет доступной модели для ответов. Мы уже разбираемся.
refusal-no-model-image = Сейчас нет доступной модели для картинок. Мы уже разбираемся.
refusal-too-many-pictures =
    { $limit ->
        [0] Эта модель не умеет менять картинки. Выберите другую: /settings
        [one] Слишком много картинок: { $given }. Эта модель берёт только одну за раз.
       *[other] Слишком много картинок: { $given }. Эта модель берёт не больше { $limit } за раз.
    }

## Неудачи: к причине добавляется, вернулись ли кредиты

failure-safety-prompt = Модель отказалась: запрос нарушает её правила безопасности. Попробуйте сформулировать иначе.
failure-safety-output = Модель не показала результат: он нарушает её правила безопасности. Попробуйте сформулировать иначе.
failure-no-image = Модель ответила без картинки. Попробуйте описать её подробнее.
failure-empty-answer = Модель не дала ответа. Попробуйте ещё раз.
failure-quota = Лимит модели исчерпан. Попробуйте немного позже.
failure-quota-wait =
    { $minutes ->
        [one] Лимит модели исчерпан. Попробуйте через { $minutes } минуту.
        [few] Лимит модели исчерпан. Попробуйте через { $minutes } минуты.
       *[many] Лимит модели исчерпан. Попробуйте через { $minutes } минут.
    }
failure-overloaded = Модель сейчас перегружена. Попробуйте через минуту.
failure-model-retired = Эта модель больше не работает. Выберите другую: /settings
failure-service = Сервис временно недоступен. Мы уже знаем и разбираемся.
failure-invalid-request = Модель не приняла такой запрос. Попробуйте сформулировать иначе.
failure-timeout = Модель не успела ответить. Попробуйте ещё раз.
failure-input-gone = Не удалось скачать вашу картинку. Пришлите её ещё раз, пожалуйста.
failure-input-too-large = Картинка слишком большая: пришлите файл до 20 МБ.
failure-input-not-an-image = Не удалось прочитать картинку: файл повреждён или это не PNG, JPEG или WebP.
failure-undeliverable = Результат не удалось доставить.
failure-canceled = Запрос отменён.
failure-expired = Запрос ждал слишком долго, и я его снял. Попробуйте ещё раз.
failure-internal = Что-то сломалось на нашей стороне. Попробуйте ещё раз.
credits-returned =
    { $credits ->
        [one] { $credits } кредит вернулся на счёт.
        [few] { $credits } кредита вернулись на счёт.
       *[many] { $credits } кредитов вернулись на счёт.
    }
credits-not-charged = Кредиты не списаны.

## Известия

notice-referral-rewarded =
    { $credits ->
        [one] 🎉 Ваш друг получил первый результат: вам начислен { $credits } кредит.
        [few] 🎉 Ваш друг получил первый результат: вам начислено { $credits } кредита.
       *[many] 🎉 Ваш друг получил первый результат: вам начислено { $credits } кредитов.
    }
notice-credits-granted =
    { $credits ->
        [one] 🎁 Вам начислен { $credits } кредит.
        [few] 🎁 Вам начислено { $credits } кредита.
       *[many] 🎁 Вам начислено { $credits } кредитов.
    }
notice-credits-granted-note =
    { notice-credits-granted }
    { $note }
internal-error = Что-то сломалось на нашей стороне. Попробуйте ещё раз чуть позже. Кредиты не списаны.

## Оператору

operator-region-refused = ⚠️ Gemini не обслуживает страну нашего сервера. Смените адрес или задайте GEMINI_BASE_URL.
operator-provider-key-refused = ⚠️ Gemini не принимает ключ. Проверьте GEMINI_API_KEY.
operator-model-missing = ⚠️ Этих моделей каталога у Gemini нет: { $models }
operator-audit-unclean =
    { $findings ->
        [one] ⚠️ Сверка кредитов нашла { $findings } расхождение.
        [few] ⚠️ Сверка кредитов нашла { $findings } расхождения.
       *[many] ⚠️ Сверка кредитов нашла { $findings } расхождений.
    }
admin-ban-usage =
    /ban <id> <причина>
    /unban <id>
admin-grant-usage = /grant <id> <сколько> <пояснение>
admin-user-unknown = Пользователя { $user } я не знаю.
admin-banned = Пользователь { $user } заблокирован.
admin-unbanned = Пользователь { $user } разблокирован.
admin-granted = Начислено: { credits }. У пользователя { $user } теперь { $balance }.
admin-audit-clean =
    ✅ Сверка чистая.
    Пользователей: { $users }, операций: { $entries }, запросов: { $generations }
admin-audit-unclean =
    ⚠️ Найдено расхождений: { $findings }
    Пользователей: { $users }, операций: { $entries }, запросов: { $generations }
