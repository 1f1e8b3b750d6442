### Texts of the bot. messages.ts names the messages and their variables; a test compares it with this file.

## Credits

credits =
    { $credits ->
        [one] { $credits } credit
       *[other] { $credits } credits
    }
prices =
    Prices in credits:
    💬 an answer — { $text }
    🎨 a picture — { $image }
    ✏️ a picture edit — { $edit }

## Getting to know each other

start-new =
    Hello, { $name }! 🍌

    I am Nano Banana: I answer questions, draw pictures from a description and edit your photos.

    You have { credits }. You pay only for what is delivered.

    Just ask a question, send a photo with a caption, or try /image a ginger cat in a spacesuit
start-returning =
    Welcome back, { $name }! 🍌

    You have { credits }. Ask a question, send a photo with a caption, or open /help
start-invited =
    { $credits ->
        [one] A friend invited you: { $credits } credit is already on your account.
       *[other] A friend invited you: { $credits } credits are already on your account.
    }
help =
    What I can do:

    💬 Answer a question: just write it. I remember the conversation; /new starts a fresh one.
    🎨 Draw: /image and a description.
    ✏️ Edit a picture: send a photo with a caption, several photos as an album, or reply to any picture and say what to change.

    /balance — your credits and latest entries
    /invite — invite a friend and get credits
    /settings — model, picture format, language
    /cancel — cancel what is not ready yet

    { prices }

    When something fails, your credits come back by themselves.
bot-description =
    I answer questions, draw pictures from a description and edit your photos. Press Start: the first credits are a gift 🍌
bot-short-description = Answers, pictures and photo edits by Gemini 🍌

## Commands in the menu

command-start = Start
command-help = What I can do
command-new = Start a new conversation
command-image = Draw a picture
command-edit = Edit a picture
command-balance = Credits and entries
command-invite = Invite a friend
command-settings = Settings
command-cancel = Cancel requests

## Conversation and mode

new-done = A clean slate: I no longer take the earlier conversation into account.
mode-text-on = From now on I answer plain messages with text 💬
mode-image-on = From now on I draw pictures from plain messages 🎨
mode-text = answers
mode-image = pictures
button-mode-text = 💬 Answer
button-mode-image = 🎨 Draw

## Pictures

image-usage =
    Write after the command what to draw. For example:
    /image a lighthouse on a cliff in a storm, watercolour
edit-usage =
    Send a photo with a caption that says what to change, or reply to a picture. For example:
    /edit make it a sunset sky
edit-wanted =
    { $pictures ->
        [one] I see a picture. What should I change?
       *[other] I see { $pictures } pictures. What should I do with them?
    }
edit-wanted-placeholder = What to change?
edit-picture-gone = I no longer have this picture. Please send it again.
edit-kept = No need to send the pictures again: just write once more. Changed your mind? /cancel
file-gone = The original file was not kept.
button-again = 🔁 Again
button-edit = ✏️ Edit
button-file = 📎 Original file
button-expired = This button no longer works.
button-not-yours = This button is for the person who asked.
again-accepted = Drawing another one
file-sending = Sending the file

## Work in progress

status-thinking = 💭 Thinking…
status-thinking-for = 💭 Thinking… { $seconds } s
status-drawing = 🎨 Drawing…
status-drawing-for = 🎨 Drawing… { $seconds } s
waiting-next = ⏳ In the queue: you are next
waiting-ahead =
    { $ahead ->
        [one] ⏳ In the queue: { $ahead } request before yours
       *[other] ⏳ In the queue: { $ahead } requests before yours
    }
answer-truncated = ✂️ The answer was cut at the model's limit. Write “go on” and I will.
answer-empty = The model answered with an empty message.

## Credits of a user

balance =
    You have { credits }.
balance-held =
    { $credits ->
        [one] { $credits } more credit is set aside for requests in progress.
       *[other] { $credits } more credits are set aside for requests in progress.
    }
balance-entries = Latest entries:
balance-no-entries = No entries yet.
balance-entry = { $date }  { $amount }  { $what }
entry-grant-welcome = welcome gift
entry-grant-referral = invitation bonus
entry-grant-purchase = purchase
entry-grant-promo = promo code
entry-grant-admin = granted
entry-grant-refund = compensation
entry-grant-generation = compensation for a request
entry-hold = request
entry-text = answer
entry-image = picture
entry-edit = picture edit
entry-capture = request completed
entry-release = returned for a request
entry-release-for = returned: { $what }
entry-revoke-refund = purchase refunded
entry-revoke = deduction

## Invitations

invite =
    Invite a friend with your link:
    { $link }
invite-bonus =
    Your friend gets { $invitee } { $invitee ->
        [one] credit
       *[other] credits
    } at once, and you get { $inviter } with their first answer or picture.
invite-share = Answers questions, draws and edits pictures 🍌
invite-count =
    { $invited ->
        [0] Nobody has used your link yet.
        [one] { $invited } person has used your link.
       *[other] { $invited } people have used your link.
    }
button-share = 📨 Send to a friend

## Settings

settings =
    Settings

    Plain messages: { $mode }
    Answer model: { $textModel }
    Picture model: { $imageModel }
    Picture format: { $aspectRatio }
    Picture size: { $imageSize }
    Also send as a file: { $sendAsFile }
    Language: { $language }
settings-mode = What should a plain message do?
settings-text-model = Which model should answer?
settings-image-model = Which model should draw and edit pictures?
settings-aspect-ratio = Which aspect ratio should pictures have?
settings-image-size = Which size should pictures have? Large ones may cost more.
settings-language = Which language should I speak?
settings-saved = Done
language-changed = Now I speak English.
settings-unavailable = This choice is no longer available.
settings-model-has-no-options = This model cannot do that.
setting-automatic = automatic
setting-on = yes
setting-off = no
language-ru = Русский
language-en = English
language-automatic = As in Telegram
button-setting-mode = Mode
button-setting-text-model = Answer model
button-setting-image-model = Picture model
button-setting-aspect-ratio = Format
button-setting-image-size = Size
button-setting-file-on = As file: yes
button-setting-file-off = As file: no
button-setting-language = Language
button-model = { $title } — { credits }
button-size-surcharge = { $size } (+{ $credits })
button-chosen = ✅ { $title }
button-back = « Back
button-close = Close

## Cancel

cancel-done =
    { $requests ->
        [one] { $requests } request canceled.
       *[other] { $requests } requests canceled.
    }
cancel-nothing = Nothing to cancel: all requests are done.
cancel-forgotten-edit = Okay, I leave the picture as it is.

## What the bot does not understand

unknown-command = I do not know this command. What I can do: /help
unsupported-video = I do not understand videos yet. Send a photo or write it as text.
unsupported-sticker = Nice one! But I do not work with stickers: send a photo or write it as text.
unsupported-voice = I do not listen to voice messages yet. Please write it as text.
unsupported-audio = I do not understand audio yet. Please write it as text.
unsupported-poll = I do not work with polls. Please write your question as text.
unsupported-file = I only understand picture files: PNG, JPEG, WebP. Send one of these or write it as text.
unsupported-other = I do not understand this yet. Write it as text or send a photo.
file-too-large = The file is too large: I take pictures up to { $megabytes } MB.

## Refusals: nothing was charged

refusal-banned = Your access to the bot is closed. Reason: { $reason }
refusal-banned-without-reason = Your access to the bot is closed.
refusal-prompt-empty = The message is empty. Say what you would like.
refusal-prompt-too-long = Your text is too long: it has { $length } characters, and I take at most { $limit }. Please shorten it.
refusal-insufficient-credits =
    { $available ->
        [0] You are out of credits. This request costs { $price }.
       *[other] Not enough credits: this request costs { $price } and you have { $balance }.
    }

    Invite a friend and get credits: /invite
refusal-too-many-requests =
    { $seconds ->
        [one] Too fast: I take at most { $limit } requests a minute. Try again in { $seconds } second.
       *[other] Too fast: I take at most { $limit } requests a minute. Try again in { $seconds } seconds.
    }
refusal-too-many-waiting =
    { $limit ->
        [one] You already have { $limit } request in progress. Wait for it or cancel it: /cancel
       *[other] You already have { $limit } requests in progress. Wait for them or cancel them: /cancel
    }
refusal-no-model-text = No model is available for answers right now. We are on it.
refusal-no-model-image = No model is available for pictures right now. We are on it.
refusal-too-many-pictures =
    { $limit ->
        [0] This model cannot edit pictures. Choose another: /settings
        [one] Too many pictures: { $given }. This model takes only one at a time.
       *[other] Too many pictures: { $given }. This model takes at most { $limit } at a time.
    }

## Failures: followed by whether credits came back

failure-safety-prompt = The model refused: the request is against its safety rules. Try to word it differently.
failure-safety-output = The model withheld the result: it is against its safety rules. Try to word it differently.
failure-no-image = The model answered without a picture. Try to describe it in more detail.
failure-empty-answer = The model gave no answer. Please try again.
failure-quota = The model's quota is used up. Please try a little later.
failure-quota-wait =
    { $minutes ->
        [one] The model's quota is used up. Try again in { $minutes } minute.
       *[other] The model's quota is used up. Try again in { $minutes } minutes.
    }
failure-overloaded = The model is overloaded right now. Try again in a minute.
failure-model-retired = This model is no longer available. Choose another: /settings
failure-service = The service is unavailable for now. We know and are on it.
failure-invalid-request = The model did not accept this request. Try to word it differently.
failure-timeout = The model did not answer in time. Please try again.
failure-input-gone = Your picture could not be downloaded. Please send it again.
failure-input-too-large = The picture is too large: send a file up to 20 MB.
failure-input-not-an-image = The picture could not be read: the file is broken, or it is not PNG, JPEG or WebP.
failure-undeliverable = The result could not be delivered.
failure-canceled = The request was canceled.
failure-expired = The request waited too long and was dropped. Please try again.
failure-internal = Something broke on our side. Please try again.
credits-returned =
    { $credits ->
        [one] { $credits } credit came back to your account.
       *[other] { $credits } credits came back to your account.
    }
credits-not-charged = No credits were charged.

## Notices

notice-referral-rewarded =
    { $credits ->
        [one] 🎉 Your friend got their first result: you receive { $credits } credit.
       *[other] 🎉 Your friend got their first result: you receive { $credits } credits.
    }
notice-credits-granted =
    { $credits ->
        [one] 🎁 You received { $credits } credit.
       *[other] 🎁 You received { $credits } credits.
    }
notice-credits-granted-note =
    { notice-credits-granted }
    { $note }
internal-error = Something broke on our side. Please try again a little later. No credits were charged.

## To the operator

operator-region-refused = ⚠️ Gemini does not serve the country of our server. Change its address or set GEMINI_BASE_URL.
operator-provider-key-refused = ⚠️ Gemini refuses the key. Check GEMINI_API_KEY.
operator-model-missing = ⚠️ Gemini does not have these models of the catalogue: { $models }
operator-audit-unclean =
    { $findings ->
        [one] ⚠️ The credit audit found { $findings } discrepancy.
       *[other] ⚠️ The credit audit found { $findings } discrepancies.
    }
admin-ban-usage =
    /ban <id> <reason>
    /unban <id>
admin-grant-usage = /grant <id> <amount> <note>
admin-user-unknown = I do not know user { $user }.
admin-banned = User { $user } is banned.
admin-unbanned = User { $user } is no longer banned.
admin-granted = Granted: { credits }. User { $user } now has { $balance }.
admin-audit-clean =
    ✅ The audit is clean.
    Users: { $users }, entries: { $entries }, requests: { $generations }
admin-audit-unclean =
    ⚠️ Discrepancies found: { $findings }
    Users: { $users }, entries: { $entries }, requests: { $generations }
