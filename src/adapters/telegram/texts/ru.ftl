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
    /buy — купить кредиты
    /promo — ввести промокод
    /invite — пригласить друга и получить кредиты
    /settings — модель, формат картинок, язык
    /cancel — отменить то, что ещё не готово

    { prices }

    Если что-то не получилось, кредиты возвращаются сами.
    Вопросы об оплате — /paysupport, условия — /terms
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
command-buy = Купить кредиты
command-promo = Ввести промокод
command-invite = Пригласить друга
command-settings = Настройки
command-cancel = Отменить запросы
command-paysupport = Вопросы об оплате
command-terms = Условия

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
invite-bonus-on-payment =
    Друг сразу получит { $invitee } { $invitee ->
        [one] кредит
        [few] кредита
       *[many] кредитов
    }, а вы — { $inviter }, когда он впервые купит кредиты.
invite-percent = А с каждой его покупки вам достанется ещё { $percent } % кредитов.
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
purchase-forgotten = Хорошо, покупку отложим. Вернуться к ней: /buy

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

    Купить кредиты: /buy. Или пригласите друга и получите их в подарок: /invite
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
        [one] 🎉 Бонус за приглашённого друга: вам начислен { $credits } кредит.
        [few] 🎉 Бонус за приглашённого друга: вам начислено { $credits } кредита.
       *[many] 🎉 Бонус за приглашённого друга: вам начислено { $credits } кредитов.
    }
notice-referral-purchase =
    { $credits ->
        [one] 🎉 Ваш друг купил кредиты, и { $credits } кредит достался вам.
        [few] 🎉 Ваш друг купил кредиты, и { $credits } кредита достались вам.
       *[many] 🎉 Ваш друг купил кредиты, и { $credits } кредитов досталось вам.
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

## Магазин

shop-title = 🛒 Кредиты
shop-empty = Сейчас купить кредиты нельзя. Мы уже знаем и скоро всё поправим. А пока кредиты можно получить за друга: /invite
shop-in-private = Купить кредиты можно в личном чате со мной.
shop-choose = Выберите пакет:
shop-promo = Промокод { $code }
shop-promo-bonus = 🎁 Промокод { $code }: +{ $percent } % кредитов к покупке
shop-promo-discount = 🎁 Промокод { $code }: скидка { $percent } %
offer-line = • { $what } — { $prices }
offer-credits =
    { $credits ->
        [one] { $title }: { $credits } кредит
        [few] { $title }: { $credits } кредита
       *[many] { $title }: { $credits } кредитов
    }
offer-gift = { $what } + { $credits } в подарок
offer-gone = Этот пакет больше не продаётся.
price-instead = { $price } (вместо { $list })
price-monthly = { $price } в месяц
package-title = 📦 { $what }
package-credits =
    { $credits ->
        [one] На счёт поступит { $credits } кредит.
        [few] На счёт поступят { $credits } кредита.
       *[many] На счёт поступит { $credits } кредитов.
    }
package-how-to-pay = Как вам удобнее заплатить?
button-buy = 🛒 Купить кредиты
button-package = { $title } — { $prices }
button-method-stars = Telegram Stars — { $price }
button-method-yookassa = Карта, СБП, SberPay — { $price }
button-method-telegram-yookassa = Картой в Telegram — { $price }
button-pay = 💳 Оплатить { $price }
button-check = 🔄 Я оплатил, проверьте
button-subscribe = Подписаться за { $price } в месяц
button-subscription-cancel = Отключить: { $title }
button-subscription-resume = Возобновить: { $title }

invoice-description =
    { $credits ->
        [one] { $credits } кредит на ответы и картинки. Кредиты не сгорают.
        [few] { $credits } кредита на ответы и картинки. Кредиты не сгорают.
       *[many] { $credits } кредитов на ответы и картинки. Кредиты не сгорают.
    }
subscription-offer =
    🔁 { $title }

    { $credits ->
        [one] Каждые 30 дней — { $credits } кредит за { $price }.
        [few] Каждые 30 дней — { $credits } кредита за { $price }.
       *[many] Каждые 30 дней — { $credits } кредитов за { $price }.
    } Отключить можно в любой момент: /buy
subscription-already = Эта подписка у вас уже есть.
subscription-active = 🔁 { $title }: следующая оплата { $day }
subscription-canceled = ⏸ { $title }: отключена, оплачена до { $day }
subscription-failed = ⚠️ { $title }: оплата не прошла, оплачена до { $day }
subscription-stopped = Подписка отключена: больше списаний не будет.
subscription-resumed = Подписка снова продлевается сама.
subscription-not-changed = Telegram не даёт это изменить. Загляните в «Настройки → Мои звёзды» или напишите нам: /paysupport
subscription-later = Telegram сейчас не отвечает. Попробуйте ещё раз через минуту.

order-closed = Этот заказ уже закрыт.
order-unavailable = Этот способ оплаты или пакет больше не доступен. Выберите другой:
order-too-many =
    { $limit ->
        [one] У вас уже { $limit } неоплаченный заказ. Оплатите его или подождите до завтра.
        [few] У вас уже { $limit } неоплаченных заказа. Оплатите один из них или подождите до завтра.
       *[many] У вас уже { $limit } неоплаченных заказов. Оплатите один из них или подождите до завтра.
    }
page-ready =
    К оплате { $price }.

    Кредиты придут сами сразу после оплаты.
page-later = ⏳ Банк отвечает дольше обычного. Пришлю ссылку на оплату, как только он ответит.
check-paid =
    { $credits ->
        [one] ✅ Оплачено: { $credits } кредит на счёте.
        [few] ✅ Оплачено: { $credits } кредита на счёте.
       *[many] ✅ Оплачено: { $credits } кредитов на счёте.
    }
check-refunded = Деньги за этот заказ вернулись к вам.
check-not-paid = Оплаты пока не видно. Если вы только что заплатили, подождите минуту: кредиты придут сами.
check-canceled = Оплата не прошла. { $reason }
check-provider-away = Банк сейчас не отвечает. Мы проверяем сами и сразу начислим кредиты.

email-wanted =
    На какую почту прислать чек? Напишите адрес, и сразу перейдём к оплате.

    Спрошу один раз. Передумали — /cancel
email-invalid = Не похоже на адрес почты. Напишите ещё раз, например: anna@example.com
email-placeholder = anna@example.com
email-saved = Чеки буду присылать на { $email }. Поменять адрес: /email
email-shown =
    Чеки приходят на { $email }.
    Чтобы поменять: /email новый@адрес.рф
email-none =
    Почта для чеков пока не указана.
    Чтобы указать: /email ваш@адрес.рф
email-usage =
    Не похоже на адрес почты. Например:
    /email anna@example.com

## Касса Telegram: до 255 знаков

checkout-try-again = Не успели проверить заказ. Деньги не списаны: попробуйте ещё раз через минуту.
checkout-already-paid = Этот счёт уже оплачен. Новый можно получить командой /buy
checkout-not-yours = Этот счёт выставлен другому человеку. Свой можно получить командой /buy
checkout-offer-over = Это предложение больше не действует. Новый счёт — командой /buy
checkout-unknown-order = Такого счёта у нас нет. Новый можно получить командой /buy

## Почему оплата не прошла

problem-3d-secure = Банк не подтвердил оплату кодом. Попробуйте ещё раз.
problem-call-issuer = Банк отклонил оплату. Позвоните в банк или заплатите другой картой.
problem-card-expired = Срок действия карты истёк. Заплатите другой картой.
problem-country = Картой этой страны заплатить нельзя. Попробуйте другой способ.
problem-too-late = Время на оплату вышло.
problem-provider = Платёжная система не ответила вовремя. Попробуйте ещё раз.
problem-fraud = Платёжная система отклонила оплату из осторожности. Попробуйте другой способ.
problem-declined = Банк отклонил оплату. Попробуйте другую карту или способ.
problem-identification = На кошельке превышен лимит: нужна идентификация. Попробуйте другой способ.
problem-funds = На карте не хватает денег.
problem-card-number = Номер карты указан с ошибкой.
problem-card-code = Код CVC указан с ошибкой.
problem-issuer-away = Банк сейчас недоступен. Попробуйте позже или другой картой.
problem-limit = Превышен лимит карты или кошелька. Попробуйте другой способ.
problem-restricted = Этой картой или кошельком заплатить нельзя. Попробуйте другой способ.
problem-operator = С номера этого оператора заплатить нельзя. Попробуйте другой способ.
problem-unknown = Попробуйте ещё раз или другим способом.

## Промокоды

promo-usage =
    Напишите промокод после команды. Например:
    /promo BANANA
promo-unknown = Такого промокода нет. Проверьте, пожалуйста, буквы и цифры.
promo-too-often = Слишком много попыток. Попробуйте снова через час.
promo-over = Срок этого промокода закончился.
promo-used-up = Этот промокод уже разобрали.
promo-already-used = Этот промокод вы уже использовали.
promo-credits =
    { $credits ->
        [one] 🎁 Промокод принят: вам начислен { $credits } кредит.
        [few] 🎁 Промокод принят: вам начислено { $credits } кредита.
       *[many] 🎁 Промокод принят: вам начислено { $credits } кредитов.
    }
promo-bonus = 🎁 Промокод принят: к следующей покупке добавим { $percent } % кредитов. Выбрать пакет: /buy
promo-discount = 🎁 Промокод принят: скидка { $percent } % на следующую покупку. Выбрать пакет: /buy

## Поддержка и условия

paysupport =
    Вопросы об оплате

    Кредиты приходят сразу после оплаты. Если запрос не удался, кредиты за него возвращаются сами: посмотреть можно в /balance
paysupport-contact = Если с оплатой что-то не так, напишите: { $contact }. Добавьте номер платежа из списка ниже.
paysupport-ask =
    Если с оплатой что-то не так, напишите о том прямо здесь, после команды. Например:
    /paysupport Заплатил утром, а кредитов нет
paysupport-owner = Если с оплатой что-то не так, напишите владельцу бота: его контакт есть в профиле бота. Добавьте номер платежа из списка ниже.
paysupport-payments = Ваши последние платежи:
paysupport-no-payments = Платежей пока не было.
paysupport-payment =
    { $credits ->
        [one] { $day } — { $price }, { $credits } кредит
        [few] { $day } — { $price }, { $credits } кредита
       *[many] { $day } — { $price }, { $credits } кредитов
    }
paysupport-refunded = (возвращено { $price })
paysupport-passed-on = Передал ваше сообщение. Вам ответят в Telegram.
paysupport-too-often = Ваши вопросы уже переданы. Подождите, пожалуйста, ответа: следующий можно задать через час.
paysupport-not-passed-on = Передать сообщение не получилось. Попробуйте, пожалуйста, позже.
terms =
    Условия

    1. Кредиты — предоплата за ответы и картинки в этом боте. Вы покупаете их один раз, они не сгорают и на деньги не обмениваются, кроме возврата.
    2. Кредиты списываются только за то, что вы получили. Не получилось — они возвращаются на счёт сами.
    3. Подписка продлевается каждые 30 дней, пока вы её не отключите: /buy или настройки Telegram. Оплаченное остаётся у вас.
    4. Неизрасходованную покупку можно вернуть: напишите в /paysupport. Вернём деньги за кредиты, которые ещё не потрачены.
    5. Ответы и картинки создаёт нейросеть: она может ошибаться. Проверяйте важное.
    6. Telegram не отвечает за эти покупки и не решает споры о них.

## Известия о платежах

notice-paid =
    { $credits ->
        [one] ✅ Оплата { $price } получена: начислен { $credits } кредит.
        [few] ✅ Оплата { $price } получена: начислено { $credits } кредита.
       *[many] ✅ Оплата { $price } получена: начислено { $credits } кредитов.
    }
    На счёте { $balance }.
notice-renewed =
    { $credits ->
        [one] 🔁 Подписка продлена за { $price }: начислен { $credits } кредит.
        [few] 🔁 Подписка продлена за { $price }: начислено { $credits } кредита.
       *[many] 🔁 Подписка продлена за { $price }: начислено { $credits } кредитов.
    }
    На счёте { $balance }.
notice-unmatched =
    Мы получили { $price }, но не нашли заказ на эту сумму. Деньги не пропали: разберёмся и напишем вам. Вопросы — /paysupport
    Номер платежа: { $payment }
notice-payment-failed = Оплата { $price } не прошла. { $reason }
notice-refunded = ↩️ Мы вернули вам { $price }.
notice-refunded-credits =
    { $credits ->
        [one] Со счёта снят { $credits } кредит этой покупки.
        [few] Со счёта сняты { $credits } кредита этой покупки.
       *[many] Со счёта снято { $credits } кредитов этой покупки.
    }
notice-subscription-active = 🔁 Подписка работает. Следующая оплата { $day }.
notice-subscription-canceled = ⏸ Подписка отключена: списаний больше не будет. Возобновить её можно до { $day }: /buy
notice-subscription-failed = ⚠️ Продлить подписку не получилось: не хватило звёзд. Оформить её снова: /buy
payment-being-booked = Оплата получена, но начислить кредиты сразу не вышло. Они придут в течение суток; если нет — /paysupport

## Оператору о магазине

operator-provider-down = ⚠️ { $provider } не отвечает на запросы о платежах. Мы повторяем их сами, деньги не потеряются.
operator-provider-refuses = ⚠️ ЮKassa отклоняет наши платежи ({ $code }). Проверьте YOOKASSA_SHOP_ID, YOOKASSA_SECRET_KEY и настройки чеков.
operator-invoice-refused = ⚠️ Telegram не принимает наши счета ({ $description }). Проверьте YOOKASSA_PROVIDER_TOKEN и цены пакетов.
operator-question =
    ✉️ Вопрос об оплате от { $name } ({ $user }):

    { $question }
event-payment-received =
    { $credits ->
        [one] 💰 { $price } от { $user }, { $credits } кредит
        [few] 💰 { $price } от { $user }, { $credits } кредита
       *[many] 💰 { $price } от { $user }, { $credits } кредитов
    }
event-refunded = ↩️ Возврат { $price } пользователю { $user }, снято кредитов: { $credits }
event-refunded-outside = ↩️ Возврат в обход бота: { $price } пользователю { $user }, снято кредитов: { $credits }
event-refund-failed = ⚠️ Возврат { $price } не прошёл: { $reason }. Кредиты снова у пользователя.
event-difference = ⚠️ Сверка с { $provider }: { $what }, { $price }
event-nothing-for-sale = ⚠️ Кредиты хотят купить, но продавать нечего: нет ни одного способа оплаты или пакета.
event-webhook-gone = ⚠️ Вебхук на { $url } выключен: адрес ответил, что его больше нет.
event-webhook-failing = ⚠️ Вебхук на { $url } выключен: за три дня он не принял ни одного события.
difference-payment-not-booked = оплата, которой не было у нас
difference-payment-not-at-provider = оплата, которой нет у провайдера
difference-amount = сумма отличается от нашей
difference-refund-not-booked = возврат, которого не было у нас
difference-repaired = Исправлено.
difference-open = Нужно разобраться.
flag-paid-late = ⚠️ Оплачено после закрытия заказа
flag-paid-again = ⚠️ Оплачено повторно или другим человеком
flag-unmatched = ⚠️ Заказ не найден: кредиты не начислены
flag-promo-used-up = ⚠️ Промокод к этому времени уже был использован
digest-title =
    { $events ->
        [one] Магазин: { $events } событие
        [few] Магазин: { $events } события
       *[many] Магазин: { $events } событий
    }
digest-received = 💰 Оплат: { $payments }, всего { $sum }
digest-flagged = ⚠️ Требуют внимания: { $payments } (/payments)
digest-refunded = ↩️ Возвратов: { $refunds }, всего { $sum }
digest-refunds-failed = ⚠️ Возвратов не прошло: { $refunds }
digest-differences = ⚠️ Расхождений при сверке: { $differences }, не исправлено: { $open }

payment-status-created = создан
payment-status-pending = ждёт оплаты
payment-status-paid = оплачен
payment-status-refunded = возвращён
payment-status-canceled = отменён
payment-status-expired = истёк
payment-fact-status = Состояние
payment-fact-user = Пользователь
payment-fact-price = Цена
payment-fact-method = Способ
payment-fact-package = Пакет
payment-fact-granted = Начислено
payment-fact-refunded = Возвращено
payment-fact-promo = Промокод
payment-fact-inviter = Пригласившему
payment-fact-charge = Списание
payment-fact-provider = Номер в ЮKassa
payment-fact-order = Исходный заказ
payment-fact-reason = Причина
admin-payments-usage = /payments <id пользователя>
admin-payments-none = Платежей нет.
admin-payment-unknown = Такого платежа я не знаю. Номер можно найти в /payments
admin-refund-usage = /refund <номер платежа> <сумма>
admin-promo-usage =
    /addpromo КОД credits|bonus|discount <число> <сколько раз> <дней>
    Код — латиницей, от 3 до 32 знаков. Последние два числа можно не писать.
admin-promo-added = Промокод { $code }: { $benefit }
admin-promo-limit = Всего применений: { $limit }
admin-promo-until = Действует до { $day }
benefit-bonus = +{ $percent } % кредитов к покупке
benefit-discount = скидка { $percent } %
button-refund = ↩️ Вернуть деньги
refund-quote = Вернуть { $price } из { $whole } пользователю { $user }?
refund-quote-credits =
    { $credits ->
        [one] Будет снят { $credits } кредит.
        [few] Будут сняты { $credits } кредита.
       *[many] Будет снято { $credits } кредитов.
    }
refund-quote-shortfall =
    { $credits ->
        [one] ⚠️ НЕДОСТАЧА: { $credits } кредит уже потрачен, вернуть его не получится.
        [few] ⚠️ НЕДОСТАЧА: { $credits } кредита уже потрачены, вернуть их не получится.
       *[many] ⚠️ НЕДОСТАЧА: { $credits } кредитов уже потрачено, вернуть их не получится.
    }
refund-quote-inviter = Бонус пригласившего: { $due }, из них можно снять { $taken }.
refund-of =
    ↩️ Возврат { $price }
    { $payment }
refund-created = Провайдер пока не ответил: повторяем сами.
refund-pending = Провайдер обрабатывает возврат.
refund-succeeded = Деньги возвращены.
refund-canceled = Провайдер отказал, кредиты снова у пользователя.
refund-taken =
    { $credits ->
        [one] Снят { $credits } кредит.
        [few] Снято { $credits } кредита.
       *[many] Снято { $credits } кредитов.
    }
refund-shortfall =
    { $credits ->
        [one] ⚠️ Недостача: { $credits } кредит был потрачен раньше.
        [few] ⚠️ Недостача: { $credits } кредита были потрачены раньше.
       *[many] ⚠️ Недостача: { $credits } кредитов было потрачено раньше.
    }
refund-not-paid = Этот заказ не оплачен: возвращать нечего.
refund-already = Деньги за этот платёж уже возвращены.
refund-too-large = Вернуть можно не больше { $price }.
refund-whole-only = Звёзды возвращаются только целиком: { $price }.
refund-in-use =
    { $credits ->
        [one] У пользователя отложен { $credits } кредит на незаконченные запросы. Дождитесь их или попросите отменить, потом верните деньги.
        [few] У пользователя отложены { $credits } кредита на незаконченные запросы. Дождитесь их или попросите отменить, потом верните деньги.
       *[many] У пользователя отложено { $credits } кредитов на незаконченные запросы. Дождитесь их или попросите отменить, потом верните деньги.
    }
refund-unavailable = Вернуть не получится: провайдер этого платежа здесь не настроен.
