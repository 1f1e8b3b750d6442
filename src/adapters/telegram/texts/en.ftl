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
    /buy — buy credits
    /promo — enter a promo code
    /invite — invite a friend and get credits
    /settings — model, picture format, language
    /cancel — cancel what is not ready yet

    { prices }

    When something fails, your credits come back by themselves.
    Questions about payments: /paysupport, terms: /terms
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
command-buy = Buy credits
command-promo = Enter a promo code
command-invite = Invite a friend
command-settings = Settings
command-cancel = Cancel requests
command-paysupport = Questions about payments
command-terms = Terms

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
invite-bonus-on-payment =
    Your friend gets { $invitee } { $invitee ->
        [one] credit
       *[other] credits
    } at once, and you get { $inviter } when they first buy credits.
invite-percent = And { $percent }% of the credits of each of their purchases come to you as well.
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
purchase-forgotten = Okay, no purchase for now. To come back to it: /buy

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

    Buy credits: /buy. Or invite a friend and get some as a gift: /invite
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
        [one] 🎉 A bonus for the friend you invited: you receive { $credits } credit.
       *[other] 🎉 A bonus for the friend you invited: you receive { $credits } credits.
    }
notice-referral-purchase =
    { $credits ->
        [one] 🎉 Your friend bought credits, and you receive { $credits } credit.
       *[other] 🎉 Your friend bought credits, and you receive { $credits } credits.
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

## The shop

shop-title = 🛒 Credits
shop-empty = Credits cannot be bought right now. We know and will mend it soon. Until then you can get some for a friend: /invite
shop-in-private = You can buy credits in your private chat with me.
shop-choose = Choose a package:
shop-promo = Promo code { $code }
shop-promo-bonus = 🎁 Promo code { $code }: +{ $percent }% credits with your purchase
shop-promo-discount = 🎁 Promo code { $code }: { $percent }% off
offer-line = • { $what } — { $prices }
offer-credits =
    { $credits ->
        [one] { $title }: { $credits } credit
       *[other] { $title }: { $credits } credits
    }
offer-gift = { $what } + { $credits } as a gift
offer-gone = This package is no longer for sale.
price-instead = { $price } (instead of { $list })
price-monthly = { $price } a month
package-title = 📦 { $what }
package-credits =
    { $credits ->
        [one] You will get { $credits } credit.
       *[other] You will get { $credits } credits.
    }
package-how-to-pay = How would you like to pay?
button-buy = 🛒 Buy credits
button-package = { $title } — { $prices }
button-method-stars = With Telegram Stars — { $price }
button-method-yookassa = Card, SBP, SberPay — { $price }
button-method-telegram-yookassa = By card in Telegram — { $price }
button-pay = 💳 Pay { $price }
button-check = 🔄 I have paid: check
button-subscribe = Subscribe for { $price } a month
button-subscription-cancel = Cancel: { $title }
button-subscription-resume = Resume: { $title }

invoice-description =
    { $credits ->
        [one] { $credits } credit for answers and pictures. Credits do not expire.
       *[other] { $credits } credits for answers and pictures. Credits do not expire.
    }
subscription-offer =
    🔁 { $title }

    { $credits ->
        [one] { $credits } credit every 30 days for { $price }.
       *[other] { $credits } credits every 30 days for { $price }.
    } You can cancel at any time: /buy
subscription-already = You already have this subscription.
subscription-active = 🔁 { $title }: next payment { $day }
subscription-canceled = ⏸ { $title }: canceled, paid until { $day }
subscription-failed = ⚠️ { $title }: the payment failed, paid until { $day }
subscription-stopped = Subscription canceled: you will not be charged again.
subscription-resumed = The subscription renews itself again.
subscription-not-changed = Telegram does not let me change this. Look into Settings → My Stars, or write to us: /paysupport
subscription-later = Telegram does not answer right now. Please try again in a minute.

order-closed = This order is closed already.
order-unavailable = This package or way to pay is no longer available. Choose another:
order-too-many =
    { $limit ->
        [one] You already have { $limit } unpaid order. Pay it, or wait until tomorrow.
       *[other] You already have { $limit } unpaid orders. Pay one of them, or wait until tomorrow.
    }
page-ready =
    To pay: { $price }.

    The credits arrive by themselves right after the payment.
page-later = ⏳ The payment provider takes longer than usual. I will send you the link as soon as it answers.
check-paid =
    { $credits ->
        [one] ✅ Paid: you got { $credits } credit.
       *[other] ✅ Paid: you got { $credits } credits.
    }
check-refunded = The money for this order went back to you.
check-not-paid = Not paid yet. If you have just paid, wait a minute: the credits arrive by themselves.
check-canceled = The payment did not work out. { $reason }
check-provider-away = The payment provider does not answer right now. We keep checking by ourselves, and your credits will follow.

email-wanted =
    Which e-mail address should the receipt go to? Write it, and we go straight to the payment.

    I ask only once. Changed your mind? /cancel
email-invalid = This does not look like an e-mail address. Please write it again, for example: ann@example.com
email-placeholder = ann@example.com
email-saved = Receipts will go to { $email }. To change it: /email
email-shown =
    Receipts go to { $email }.
    To change it: /email new@example.com
email-none =
    I have no e-mail address for receipts yet.
    To set it: /email you@example.com
email-usage =
    This does not look like an e-mail address. For example:
    /email ann@example.com

## Telegram's checkout: at most 255 characters

checkout-try-again = We could not check your order in time. Nothing was charged: please try again in a minute.
checkout-already-paid = This invoice is paid already. Get a new one with /buy
checkout-not-yours = This invoice is another person's. Get your own with /buy
checkout-offer-over = This offer is over. Get a new invoice with /buy
checkout-unknown-order = We do not know this invoice. Get a new one with /buy

## Why a payment did not work out

problem-3d-secure = The bank did not confirm it by code. Please try again.
problem-call-issuer = The bank declined it. Call your bank, or pay with another card.
problem-card-expired = The card has expired. Pay with another card.
problem-country = Cards of this country are not accepted. Try another way to pay.
problem-too-late = The time to pay ran out.
problem-provider = The payment provider did not answer in time. Please try again.
problem-fraud = The payment provider declined it out of caution. Try another way to pay.
problem-declined = The bank declined it. Try another card or another way to pay.
problem-identification = The wallet's limit is reached: it wants an identification. Try another way to pay.
problem-funds = There is not enough money on the card.
problem-card-number = The card number has a mistake.
problem-card-code = The CVC code has a mistake.
problem-issuer-away = The bank is unavailable right now. Try later, or another card.
problem-limit = The limit of the card or wallet is reached. Try another way to pay.
problem-restricted = This card or wallet cannot be used here. Try another way to pay.
problem-operator = Numbers of this operator cannot be used to pay. Try another way.
problem-unknown = Try again, or another way to pay.

## Promo codes

promo-usage =
    Write the promo code after the command. For example:
    /promo BANANA
promo-unknown = There is no such promo code. Please check its letters and digits.
promo-too-often = Too many attempts. Try again in an hour.
promo-over = This promo code is over.
promo-used-up = This promo code is used up.
promo-already-used = You have used this promo code already.
promo-credits =
    { $credits ->
        [one] 🎁 The code works: you receive { $credits } credit.
       *[other] 🎁 The code works: you receive { $credits } credits.
    }
promo-bonus = 🎁 The code works: your next purchase brings { $percent }% more credits. Choose a package: /buy
promo-discount = 🎁 The code works: { $percent }% off your next purchase. Choose a package: /buy

## Support and terms

paysupport =
    Questions about payments

    Credits arrive right after the payment. When a request fails, its credits come back by themselves: see /balance
paysupport-contact = If something is wrong with a payment, write to { $contact } and add the number of the payment from the list below.
paysupport-ask =
    If something is wrong with a payment, write it right here after the command. For example:
    /paysupport I paid this morning and have no credits
paysupport-owner = If something is wrong with a payment, write to the bot's owner, who is named in its profile, and add the number of the payment from the list below.
paysupport-payments = Your latest payments:
paysupport-no-payments = You have no payments yet.
paysupport-payment =
    { $credits ->
        [one] { $day } — { $price }, { $credits } credit
       *[other] { $day } — { $price }, { $credits } credits
    }
paysupport-refunded = ({ $price } refunded)
paysupport-passed-on = I have passed your message on. You will get an answer in Telegram.
paysupport-too-often = Your questions were passed on. Please wait for the answer: you can ask the next one in an hour.
paysupport-not-passed-on = Your message could not be passed on. Please try again later.
terms =
    Terms

    1. Credits are a prepayment for answers and pictures in this bot. You buy them once; they do not expire and cannot be exchanged for money, except by a refund.
    2. Credits are charged only for what was delivered to you. When something fails, they come back by themselves.
    3. A subscription renews every 30 days until you cancel it: /buy or Telegram's settings. What you have paid for stays yours.
    4. A purchase that you have not used can be refunded: write to /paysupport. We give back the money for credits that are not spent yet.
    5. Answers and pictures are made by a neural network, which can be wrong. Check what matters.
    6. Telegram is not responsible for these purchases and does not settle disputes about them.

## Notices about payments

notice-paid =
    { $credits ->
        [one] ✅ Your payment of { $price } has arrived: you receive { $credits } credit.
       *[other] ✅ Your payment of { $price } has arrived: you receive { $credits } credits.
    }
    You have { $balance }.
notice-renewed =
    { $credits ->
        [one] 🔁 Your subscription was renewed for { $price }: you receive { $credits } credit.
       *[other] 🔁 Your subscription was renewed for { $price }: you receive { $credits } credits.
    }
    You have { $balance }.
notice-unmatched =
    We received { $price } but found no order for this amount. Your money is not lost: we look into it and will write to you. Questions: /paysupport
    Payment number: { $payment }
notice-payment-failed = Your payment of { $price } did not work out. { $reason }
notice-refunded = ↩️ We have refunded { $price } to you.
notice-refunded-credits =
    { $credits ->
        [one] { $credits } credit of that purchase was taken off your account.
       *[other] { $credits } credits of that purchase were taken off your account.
    }
notice-subscription-active = 🔁 Your subscription is on. Next payment: { $day }.
notice-subscription-canceled = ⏸ Your subscription is canceled: you will not be charged again. You can resume it until { $day }: /buy
notice-subscription-failed = ⚠️ Your subscription could not be renewed: there were not enough Stars. To subscribe again: /buy
payment-being-booked = Your payment has arrived, but the credits could not be added at once. They will follow within a day; if not: /paysupport

## To the operator about the shop

operator-provider-down = ⚠️ { $provider } does not answer calls about payments. We keep trying; no money will be lost.
operator-provider-refuses = ⚠️ YooKassa refuses our payments ({ $code }). Check YOOKASSA_SHOP_ID, YOOKASSA_SECRET_KEY and the settings of receipts.
operator-invoice-refused = ⚠️ Telegram refuses our invoices ({ $description }). Check YOOKASSA_PROVIDER_TOKEN and the prices of packages.
operator-question =
    ✉️ A question about payments from { $name } ({ $user }):

    { $question }
event-payment-received =
    { $credits ->
        [one] 💰 { $price } from { $user }, { $credits } credit
       *[other] 💰 { $price } from { $user }, { $credits } credits
    }
event-refunded = ↩️ Refunded { $price } to { $user }, credits taken back: { $credits }
event-refunded-outside = ↩️ Refunded outside the bot: { $price } to { $user }, credits taken back: { $credits }
event-refund-failed = ⚠️ The refund of { $price } failed: { $reason }. The user has the credits again.
event-difference = ⚠️ Comparison with { $provider }: { $what }, { $price }
event-nothing-for-sale = ⚠️ Somebody wants to buy credits, and nothing is for sale: no payment method or no package.
event-webhook-gone = ⚠️ The webhook to { $url } was turned off: it answered that it is gone for good.
event-webhook-failing = ⚠️ The webhook to { $url } was turned off: it took nothing for three days.
difference-payment-not-booked = a payment that was not in our book
difference-payment-not-at-provider = a payment that the provider does not know
difference-amount = the amount differs from ours
difference-refund-not-booked = a refund that was not in our book
difference-repaired = Repaired.
difference-open = Please look into it.
flag-paid-late = ⚠️ Paid after the order was closed
flag-paid-again = ⚠️ Paid again, or by another person
flag-unmatched = ⚠️ No order found: no credits were given
flag-promo-used-up = ⚠️ Its promo code had been used up by then
digest-title =
    { $events ->
        [one] Shop: { $events } event
       *[other] Shop: { $events } events
    }
digest-received = 💰 Payments: { $payments }, { $sum } in all
digest-flagged = ⚠️ To look at: { $payments } (/payments)
digest-refunded = ↩️ Refunds: { $refunds }, { $sum } in all
digest-refunds-failed = ⚠️ Refunds that failed: { $refunds }
digest-differences = ⚠️ Differences found: { $differences }, not repaired: { $open }

payment-status-created = created
payment-status-pending = waiting for payment
payment-status-paid = paid
payment-status-refunded = refunded
payment-status-canceled = canceled
payment-status-expired = expired
payment-fact-status = Status
payment-fact-user = User
payment-fact-price = Price
payment-fact-method = Method
payment-fact-package = Package
payment-fact-granted = Granted
payment-fact-refunded = Refunded
payment-fact-promo = Promo code
payment-fact-inviter = To the inviter
payment-fact-charge = Charge
payment-fact-provider = Id at YooKassa
payment-fact-order = First order
payment-fact-reason = Reason
admin-payments-usage = /payments <user id>
admin-payments-none = There are no payments.
admin-payment-unknown = I do not know this payment. Its id is in /payments
admin-refund-usage = /refund <payment id> <amount>
admin-promo-usage =
    /addpromo CODE credits|bonus|discount <number> <max uses> <days>
    The code has 3 to 32 Latin letters and digits. The last two numbers may be left out.
admin-promo-added = Promo code { $code }: { $benefit }
admin-promo-limit = Uses in all: { $limit }
admin-promo-until = Valid until { $day }
benefit-bonus = +{ $percent }% credits with a purchase
benefit-discount = { $percent }% off
button-refund = ↩️ Refund
refund-quote = Refund { $price } of { $whole } to user { $user }?
refund-quote-credits =
    { $credits ->
        [one] { $credits } credit will be taken back.
       *[other] { $credits } credits will be taken back.
    }
refund-quote-shortfall =
    { $credits ->
        [one] ⚠️ SHORTFALL: { $credits } credit is spent already and cannot be taken back.
       *[other] ⚠️ SHORTFALL: { $credits } credits are spent already and cannot be taken back.
    }
refund-quote-inviter = The inviter's bonus: { $due }, of which { $taken } can be taken back.
refund-of =
    ↩️ Refund of { $price }
    { $payment }
refund-created = The provider has not answered yet: we keep trying.
refund-pending = The provider is working on it.
refund-succeeded = The money is refunded.
refund-canceled = The provider refused; the user has the credits again.
refund-taken =
    { $credits ->
        [one] { $credits } credit taken back.
       *[other] { $credits } credits taken back.
    }
refund-shortfall =
    { $credits ->
        [one] ⚠️ Shortfall: { $credits } credit had been spent before.
       *[other] ⚠️ Shortfall: { $credits } credits had been spent before.
    }
refund-not-paid = This order is not paid: there is nothing to refund.
refund-already = The money of this payment is refunded already.
refund-too-large = At most { $price } can be refunded.
refund-whole-only = Stars are refunded whole: { $price }.
refund-in-use =
    { $credits ->
        [one] The user has { $credits } credit set aside for requests in progress. Wait for them or have them canceled, then refund.
       *[other] The user has { $credits } credits set aside for requests in progress. Wait for them or have them canceled, then refund.
    }
refund-unavailable = It cannot be refunded: the provider of this payment is not configured here.
