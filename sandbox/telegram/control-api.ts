/**
 * The control API of the Telegram stand-in: what a chat page, a test or a load generator uses to be
 * "the people" on the other side of the bot. Types only; the chat page imports this file.
 *
 * Base path: `/sim/telegram`. Bodies and answers are JSON (`content-type: application/json`), except
 * the event stream (SSE) and file downloads. Telegram's own objects (`Message`, `User`, `Update` ...)
 * keep Telegram's snake_case fields; everything that belongs to the stand-in is camelCase.
 * A refused call answers `{"error": string}` with 400 (bad input), 404 (no such thing) or 409.
 *
 * | call | body or query | answer |
 * |---|---|---|
 * | `GET /bot` | | `SimBot` |
 * | `GET /users` | | `{users: SimUser[]}` |
 * | `POST /users` | `NewUser` | `SimUser` |
 * | `PATCH /users/:userId` | `UserChange` | `SimUser` |
 * | `GET /chats` | | `{chats: ChatSummary[]}` newest activity first |
 * | `POST /chats` | `NewGroup` | `ChatState` |
 * | `GET /chats/:chatId` | `ReadChat` as query (`limit` 1-500, default 200) | `ChatState` |
 * | `POST /chats/:chatId/text` | `SendText` | `Sent` |
 * | `POST /chats/:chatId/start` | `PressStart` | `Sent` |
 * | `POST /chats/:chatId/photos` | `SendPhotos` | `Sent` (one message a photo) |
 * | `POST /chats/:chatId/document` | `SendFile` | `Sent` |
 * | `POST /chats/:chatId/sticker` | `SendFile` | `Sent` |
 * | `POST /chats/:chatId/video` | `SendFile` | `Sent` |
 * | `POST /chats/:chatId/voice` | `SendFile` | `Sent` |
 * | `POST /chats/:chatId/forward-poll` | `ForwardPoll` | `Sent` |
 * | `POST /chats/:chatId/reply-keyboard` | `PressReplyKey` | `Sent` |
 * | `POST /chats/:chatId/messages/:messageId/press` | `PressButton` | `ButtonPressed` |
 * | `PATCH /chats/:chatId/messages/:messageId` | `EditOwnMessage` | `Sent` |
 * | `POST /chats/:chatId/block` | `Actor` | `Sent` (without messages) |
 * | `POST /chats/:chatId/unblock` | `Actor` | `Sent` (without messages) |
 * | `POST /chats/:chatId/stop-draft` | `StopDraft` | `Sent` (without messages) |
 * | `GET /chats/:chatId/messages/:messageId/invoice` | | `InvoiceView` |
 * | `POST /chats/:chatId/messages/:messageId/forward-invoice` | `ForwardInvoice` | `ForwardedInvoice` |
 * | `GET /invoices/:slug` | | `InvoiceView` of a link `https://t.me/$<slug>` |
 * | `POST /users/:userId/pay` | `PayInvoice` | `PaymentAttempt`, after the bot's answer or 10 s |
 * | `PUT /users/:userId/stars` | `SetStars` | `SimUser` |
 * | `GET /payments` | `?userId=` | `{payments: Payment[]}` oldest first |
 * | `POST /payments/lose` | `LosePayments` | `{lost: number}`: how many will be lost from now on |
 * | `POST /payments/:chargeId/refund` | `RefundElsewhere` | `Payment` |
 * | `POST /payments/:chargeId/repeat` | `RepeatPayment` | `{updateIds}` (new ids, the same message) |
 * | `GET /subscriptions` | `?userId=` | `{subscriptions: Subscription[]}` oldest first |
 * | `POST /subscriptions/:chargeId/renew` | | `PaymentAttempt` |
 * | `POST /subscriptions/:chargeId/cancel` | | `Subscription` |
 * | `POST /subscriptions/:chargeId/resume` | | `Subscription` |
 * | `POST /subscriptions/:chargeId/fail` | | `Subscription` |
 * | `GET /files/:fileId` | | the bytes, with their content type |
 * | `GET /events` | `?chatId=&lastEventId=` | SSE of `SimEvent`, see there |
 * | `GET /updates` | | `UpdateQueueState` |
 * | `POST /updates` | `InjectUpdate` | `{updateIds}` |
 * | `POST /updates/repeat-last` | `RepeatUpdates` | `{updateIds}` (the same ids again) |
 * | `GET /faults` | | `{faults: Fault[]}` |
 * | `POST /faults` | `FaultRule` | `Fault` |
 * | `DELETE /faults`, `DELETE /faults/:id` | | `{removed: number}` |
 * | `GET /calls` | `CallFilter` as query | `CallLog` |
 * | `DELETE /calls` | | `{removed: number}` |
 * | `POST /reset` | | `{ok: true}`: everything forgotten except the bot's token and webhook |
 *
 * Users act in their private chat, whose id is the user's id. In a group `as` says who acts; in a
 * private chat it may be left out.
 */
import type {
  BotCommand,
  ForceReply,
  MenuButton,
  Message,
  MessageEntity,
  ReplyKeyboardMarkup,
  Update,
} from 'grammy/types';

/** A simulated person. Telegram's `User` fields plus what only the stand-in knows. */
export type SimUser = {
  readonly id: number;
  readonly is_bot: false;
  readonly first_name: string;
  readonly last_name?: string;
  readonly username?: string;
  /** IETF tag such as `ru` or `en`; absent when the person's client does not tell. */
  readonly language_code?: string;
  readonly is_premium?: true;
  /** Telegram Stars in the person's wallet (whole Stars); 10,000 at first. */
  readonly starsBalance: number;
};

/** `id` is given by the stand-in when absent. */
export type NewUser = {
  readonly id?: number;
  readonly first_name?: string;
  readonly last_name?: string;
  readonly username?: string;
  readonly language_code?: string;
  readonly is_premium?: true;
  readonly starsBalance?: number;
};

/** Only the given fields change; `null` removes an optional one. */
export type UserChange = {
  readonly first_name?: string;
  readonly last_name?: string | null;
  readonly username?: string | null;
  readonly language_code?: string | null;
  readonly starsBalance?: number;
};

export type SimBot = {
  readonly id: number;
  readonly first_name: string;
  readonly username: string;
  readonly token: string;
  /** Profile texts by language code; `''` is the default. */
  readonly names: Readonly<Record<string, string>>;
  readonly descriptions: Readonly<Record<string, string>>;
  readonly shortDescriptions: Readonly<Record<string, string>>;
  /** Every command list that the bot has set. */
  readonly commands: readonly CommandList[];
  readonly webhookUrl: string;
  /** True while somebody holds a `getUpdates` call open or asked within the last minute. */
  readonly polling: boolean;
  /** Telegram Stars that the bot has earned and not given back (whole Stars). */
  readonly starsBalance: number;
};

export type CommandList = {
  /** `default`, `all_private_chats`, `all_group_chats`, `chat:<id>` ... */
  readonly scope: string;
  /** Two letters, or `''` for every language. */
  readonly languageCode: string;
  readonly commands: readonly BotCommand[];
};

export type NewGroup = {
  readonly type?: 'group' | 'supergroup';
  readonly title: string;
  readonly memberIds: readonly number[];
};

export type ChatSummary = {
  readonly id: number;
  readonly type: 'private' | 'group' | 'supergroup';
  /** Person's name, or the group's title. */
  readonly title: string;
  readonly memberIds: readonly number[];
  readonly lastMessage: Message | null;
  readonly blocked: boolean;
};

/** Everything that a Telegram client would show of one chat. */
export type ChatState = ChatSummary & {
  /** Oldest first; the newest `limit` before `before`. `from.is_bot` tells the sides apart. */
  readonly messages: readonly Message[];
  readonly hasMore: boolean;
  readonly drafts: readonly Draft[];
  readonly chatAction: ChatAction | null;
  /** The keyboard or forced reply that now replaces the person's keyboard. */
  readonly replyKeyboard: ReplyKeyboard | null;
  /** Commands that this person's client offers (scope and language resolved as Telegram does). */
  readonly commands: readonly BotCommand[];
  readonly menuButton: MenuButton;
  /** Shown by a client while the chat is empty. */
  readonly botDescription: string;
  readonly reactions: readonly MessageReactions[];
};

export type Draft = {
  readonly draftId: number;
  /** Empty means that the client shows "Thinking…". */
  readonly text: string;
  readonly entities: readonly MessageEntity[];
  /** Unix time in milliseconds. A draft vanishes 30 s after its last change, or at the next message. */
  readonly expiresAtMs: number;
};

export type ChatAction = {
  /** `typing`, `upload_photo`, `upload_document` ... */
  readonly action: string;
  /** Unix time in milliseconds. An action vanishes after 5 s, or at the next message of the bot. */
  readonly expiresAtMs: number;
};

export type ReplyKeyboard = {
  readonly messageId: number;
  readonly markup: ReplyKeyboardMarkup | ForceReply;
};

export type MessageReactions = {
  readonly messageId: number;
  /** Emoji set by the bot. */
  readonly emoji: readonly string[];
};

// ------------------------------------------------------------------------------ what people do

/** Who acts: needed in groups, taken from the chat in private ones. */
export type Actor = { readonly as?: number };

export type SendText = Actor & {
  /**
   * 1-4096 UTF-16 units; the stand-in finds commands, mentions, links as Telegram's clients do.
   * Longer text is cut into several messages like a real client does, unless `asOneMessage` is set.
   */
  readonly text: string;
  readonly replyTo?: number;
  readonly asOneMessage?: boolean;
  /** Replaces the entities found by the stand-in. */
  readonly entities?: readonly MessageEntity[];
};

/** Sends `/start`, or `/start <payload>` as the link `t.me/<bot>?start=<payload>` does. */
export type PressStart = Actor & { readonly payload?: string };

/** File contents: base64, or a `data:` URL. */
export type FileData = {
  readonly data: string;
  readonly fileName?: string;
  readonly mimeType?: string;
};

/** One photo is one message; two to ten are an album: messages that share a `media_group_id`. */
export type SendPhotos = Actor & {
  readonly photos: readonly FileData[];
  /** Goes with the first photo, as clients do. */
  readonly caption?: string;
  readonly replyTo?: number;
  /** Milliseconds between the updates of an album (0 when absent). */
  readonly gapMs?: number;
};

export type SendFile = Actor &
  FileData & {
    readonly caption?: string;
    readonly replyTo?: number;
    /**
     * Declares this size in bytes instead of the real one (for "file is too big" without sending
     * 20 MB); downloads of it are refused as Telegram refuses them.
     */
    readonly declaredSizeBytes?: number;
  };

/** A poll forwarded from elsewhere. */
export type ForwardPoll = Actor & {
  readonly question?: string;
  readonly options?: readonly string[];
};

export type PressReplyKey = Actor & { readonly text: string };

export type EditOwnMessage = Actor & { readonly text: string };

/** What a person's action brought about. `updateIds` are the updates queued for the bot. */
export type Sent = {
  readonly messages: readonly Message[];
  readonly updateIds: readonly number[];
};

/** Names the inline button by its `callback_data`, or by its place (both counted from 0). */
export type PressButton = Actor & {
  readonly data?: string;
  readonly row?: number;
  readonly column?: number;
  /** How long to wait for the bot's answer, in milliseconds (default 15,000; 0 = do not wait). */
  readonly waitMs?: number;
};

export type ButtonPressed = {
  readonly callbackQueryId: string;
  readonly updateIds: readonly number[];
  /** `null`: not answered within `waitMs` (the client's spinner goes on). */
  readonly answer: CallbackAnswer | null;
};

export type CallbackAnswer = {
  readonly callbackQueryId: string;
  readonly text: string;
  readonly showAlert: boolean;
  readonly url: string;
};

/** `draftId` absent: the newest draft. */
export type StopDraft = Actor & { readonly draftId?: number };

/** `as`: whose client shows the chat; decides commands and texts by language. */
export type ReadChat = Actor & { readonly before?: number; readonly limit?: number };

// ----------------------------------------------------------------------------------- payments

/** An invoice as a person's client shows it before paying. */
export type InvoiceView = {
  readonly title: string;
  readonly description: string;
  /** `XTR` (Telegram Stars), or an ISO 4217 code. */
  readonly currency: string;
  /** Whole Stars, or the smallest unit of the currency (kopecks). */
  readonly totalAmount: number;
  readonly prices: readonly { readonly label: string; readonly amount: number }[];
  /** Seconds between two payments of a subscription (30 days). */
  readonly subscriptionPeriod?: number;
  readonly photoUrl?: string;
  /** The pay dialog must ask for an e-mail address: `PayInvoice.email`. */
  readonly needEmail: boolean;
  /** The provider's token is one for tests: no real money. */
  readonly isTest: boolean;
  /** People who have paid it, also those who got their money back. */
  readonly paidBy: readonly number[];
};

/** How somebody pays outside of Stars. Passed on to the provider; all of them work. */
export type PaymentMethod = 'bank_card' | 'sbp' | 'sberbank' | 'yoo_money' | 'tinkoff_bank';

/**
 * What is paid: a message (of the person's private chat unless `chatId` is given; the newest invoice
 * there unless `messageId` is given), or a link `https://t.me/$<slug>` of `createInvoiceLink`.
 */
export type PayInvoice = (
  | { readonly chatId?: number; readonly messageId?: number }
  | { readonly link: string }
) & {
  /**
   * Pays a message once more that this person has paid, or is just paying: a second device at the same
   * moment. Both attempts are asked of the bot before either ends.
   */
  readonly again?: boolean;
  /** Needed when the invoice asks for it (never for Stars). */
  readonly email?: string;
  /** Default `bank_card`; for Stars without meaning. */
  readonly method?: PaymentMethod;
  /** The provider declines after the bot agreed: nothing is paid (not for Stars). */
  readonly decline?: boolean;
};

/** `refused`: by the bot (its words), by the provider, or for want of Stars at the last moment. */
export type PaymentAttempt =
  | { readonly status: 'paid'; readonly chargeId: string; readonly providerChargeId: string }
  | { readonly status: 'refused'; readonly error: string }
  /** The bot did not answer within 10 s: `error` is `BOT_PRECHECKOUT_TIMEOUT`. */
  | { readonly status: 'timed_out'; readonly error: string };

export type Payment = {
  /** `telegram_payment_charge_id`. */
  readonly chargeId: string;
  /** `provider_payment_charge_id`. */
  readonly providerChargeId: string;
  readonly userId: number;
  readonly title: string;
  readonly currency: string;
  /** Whole Stars, or the smallest unit of the currency (kopecks). */
  readonly totalAmount: number;
  /** The bot's `invoice_payload`. */
  readonly payload: string;
  readonly status: 'paid' | 'refunded';
  /** Unix time in seconds. */
  readonly paidAt: number;
  /** Unix time in seconds. */
  readonly refundedAt?: number;
  /** Payments of a subscription: the one that began it, or a later one. */
  readonly recurring?: 'first' | 'renewal';
  /** As given in the pay dialog. */
  readonly email?: string;
};

export type Subscription = {
  /** The payment that began it; the other calls also know it by the charge id of any renewal. */
  readonly chargeId: string;
  readonly userId: number;
  readonly title: string;
  readonly payload: string;
  /** Stars a period. */
  readonly amount: number;
  readonly periodSeconds: number;
  /** Unix time in seconds: paid up to then, whatever its state. */
  readonly expiresAt: number;
  readonly state: 'active' | 'canceled' | 'failed';
  /** The bot has canceled it: the person cannot resume it until the bot allows that. */
  readonly canceledByBot: boolean;
  /** Oldest first. */
  readonly chargeIds: readonly string[];
};

/** `toChatId`: a group that the person is in, or the private chat. */
export type ForwardInvoice = Actor & { readonly toChatId: number };

/** An invoice without `start_parameter` keeps its Pay button; one with it turns into a link. */
export type ForwardedInvoice = Sent &
  (
    | { readonly kind: 'pay-button' }
    /** `https://t.me/<bot>?start=<payload>`: pressing it is `PressStart` with `payload`. */
    | { readonly kind: 'deep-link'; readonly link: string; readonly payload: string }
  );

export type SetStars = { readonly stars: number };

/** `silent`: no `refunded_payment` arrives; only `getStarTransactions` shows it. */
export type RefundElsewhere = { readonly silent?: boolean };

/** `times` (1 when absent) further updates with the same `successful_payment`. */
export type RepeatPayment = { readonly times?: number };

/** The next `count` `successful_payment` updates never arrive; 0 ends that. */
export type LosePayments = { readonly count: number };

/** A pay dialog on somebody's screen. It ends with any status but `waiting`. */
export type PaymentDialog = {
  readonly id: string;
  readonly userId: number;
  /** The message that is paid; absent for links. */
  readonly message?: { readonly chatId: number; readonly messageId: number };
  readonly link?: string;
  readonly invoice: InvoiceView;
  /** `waiting`: the bot is asked (`pre_checkout_query`). */
  readonly status: 'waiting' | PaymentAttempt['status'];
  /** For the payer's eyes: the bot's refusal, or why else it failed. */
  readonly error?: string;
  readonly chargeId?: string;
  readonly providerChargeId?: string;
};

// ------------------------------------------------------------------------------------- events

/**
 * One server-sent event: `id:` is `seq`, `data:` is this object as JSON (the default event name, so
 * `onmessage` sees it). Reconnecting with `Last-Event-ID` (browsers do) or `?lastEventId=` brings what
 * was missed; when that is too long ago a `reset` event says: load everything anew.
 * `?chatId=` leaves out other chats' events, not the general ones. A comment line comes every 15 s.
 */
export type SimEvent = { readonly seq: number } & SimChange;

export type SimChange =
  | { readonly type: 'message'; readonly chatId: number; readonly message: Message }
  | { readonly type: 'message-edited'; readonly chatId: number; readonly message: Message }
  | {
      readonly type: 'messages-deleted';
      readonly chatId: number;
      readonly messageIds: readonly number[];
    }
  /** `draft` null: it is gone (expired, stopped, or replaced by a message). */
  | {
      readonly type: 'draft';
      readonly chatId: number;
      readonly draftId: number;
      readonly draft: Draft | null;
    }
  | { readonly type: 'chat-action'; readonly chatId: number; readonly action: ChatAction | null }
  | {
      readonly type: 'reply-keyboard';
      readonly chatId: number;
      readonly keyboard: ReplyKeyboard | null;
    }
  | {
      readonly type: 'callback-answer';
      readonly chatId: number;
      readonly answer: CallbackAnswer;
    }
  | { readonly type: 'reactions'; readonly chatId: number; readonly reactions: MessageReactions }
  | { readonly type: 'blocked'; readonly chatId: number; readonly blocked: boolean }
  /** A chat was created, or its members, title changed. */
  | { readonly type: 'chat'; readonly chat: ChatSummary }
  /** Also when the person's Stars changed. */
  | { readonly type: 'user'; readonly user: SimUser }
  | { readonly type: 'payment-dialog'; readonly dialog: PaymentDialog }
  /** Made or refunded. */
  | { readonly type: 'payment'; readonly payment: Payment }
  | { readonly type: 'subscription'; readonly subscription: Subscription }
  /** The bot's Stars. */
  | { readonly type: 'star-balance'; readonly stars: number }
  /** The bot's commands, names, descriptions, menu or webhook changed: read `/bot` or the chat anew. */
  | { readonly type: 'bot' }
  | { readonly type: 'reset' };

// ------------------------------------------------------------------------------------ updates

/** Puts any JSON into the update queue: for missing fields, unknown kinds and duplicates. */
export type InjectUpdate = {
  /** `update_id` is filled in unless `updateId` is given or the object holds one. */
  readonly update: Readonly<Record<string, unknown>>;
  readonly updateId?: number;
};

/** The newest `count` (1 when absent) updates, or those of one kind, go out again. */
export type RepeatUpdates = { readonly count?: number; readonly kind?: string };

export type UpdateQueueState = {
  readonly pending: number;
  readonly nextUpdateId: number;
  /** Updates that were confirmed by an offset or by a webhook's 2xx. */
  readonly confirmed: number;
  readonly last: Update | null;
};

// ------------------------------------------------------------------------------------- faults

/** What happens to the next `times` matching Bot API calls. The oldest matching rule wins. */
export type FaultRule = FaultKind & {
  /** Method name (any case), or `*`. */
  readonly method: string;
  readonly chatId?: number;
  /** How many calls it hits; absent = until removed. */
  readonly times?: number;
  /** Lets this many matching calls pass first. */
  readonly skip?: number;
};

export type FaultKind =
  /** Telegram's error envelope; a `retry_after` goes into the `Retry-After` header too. */
  | {
      readonly kind: 'error';
      readonly error_code: number;
      readonly description: string;
      readonly parameters?: { readonly retry_after?: number; readonly migrate_to_chat_id?: number };
    }
  /** A bare HTTP answer, such as an HTML 502. */
  | {
      readonly kind: 'http';
      readonly status: number;
      readonly body: string;
      readonly contentType?: string;
    }
  /** Does the call, then drops the connection without an answer. */
  | { readonly kind: 'drop-after' }
  /** Drops the connection; nothing is done. */
  | { readonly kind: 'drop-before' }
  /** Waits, then does the call. */
  | { readonly kind: 'delay'; readonly delayMs: number }
  /** `404 Not Found: method not found`, as a server that lacks the method says. */
  | { readonly kind: 'method-not-found' };

export type Fault = FaultRule & { readonly id: string; readonly hits: number };

// -------------------------------------------------------------------------------------- calls

export type CallFilter = {
  /** Only this method (any case). */
  readonly method?: string;
  readonly chatId?: number;
  /** `true`: only calls that broke the specification. */
  readonly violations?: boolean;
  /** Only calls with a higher `seq`. */
  readonly after?: number;
  /** Newest this many (default 200, at most 5,000). */
  readonly limit?: number;
};

export type CallLog = {
  /** Oldest first. */
  readonly calls: readonly LoggedCall[];
  /** All calls since the last reset, also those that the ring buffer has forgotten. */
  readonly total: number;
  readonly totalViolations: number;
  /** Calls by canonical method name since the last reset. */
  readonly byMethod: Readonly<Record<string, number>>;
};

export type LoggedCall = {
  readonly seq: number;
  /** Unix time in milliseconds. */
  readonly atMs: number;
  /** Canonical method name, or the name as called when unknown. */
  readonly method: string;
  readonly chatId?: number;
  /** Parameters after parsing; uploaded files as `{file: name, sizeBytes}`. */
  readonly params: Readonly<Record<string, unknown>>;
  /** HTTP status answered; 0 when the connection was dropped. */
  readonly status: number;
  /** Description of the error, when one was answered. */
  readonly error?: string;
  /** What is wrong with the call by the published specification; empty when nothing. */
  readonly violations: readonly string[];
  /** Id of the fault rule that hit, if one did. */
  readonly faultId?: string;
};
