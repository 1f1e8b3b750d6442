/**
 * The control API of the YooKassa stand-in: what a payer, a bank, the shop's owner and a bad network
 * do. Types only. Base path: `/sim/yookassa`; bodies and answers are JSON. In the same process
 * `sandbox.yookassa` (`YooKassaControl`) has the same calls as methods.
 * YooKassa's own objects (`objects.ts`) keep their snake_case; everything else is camelCase.
 * A refused call answers `{"error": string}` with 400 (bad input), 404 (no such thing) or 409.
 *
 * | call | body or query | answer |
 * |---|---|---|
 * | `GET /shops` | | `{shops: Shop[]}`; the first one is the default |
 * | `PATCH /shops/:shopId` | `ShopChange` | `Shop` |
 * | `GET /payments` | `?shopId=&status=` | `{payments: Payment[]}` newest first |
 * | `POST /payments` | `NewPaymentElsewhere` | `Payment`, one that the program did not create |
 * | `GET /payments/:id` | | `Payment` |
 * | `POST /payments/:id/pay` | `Pay` | `Payment` |
 * | `POST /payments/:id/decline` | `Decline` | `Payment` |
 * | `POST /payments/:id/expire` | | `Payment` |
 * | `POST /payments/:id/refund` | `RefundElsewhere` | `Refund`, as made in the shop's dashboard |
 * | `GET /refunds` | `?shopId=&paymentId=&status=` | `{refunds: Refund[]}` newest first |
 * | `GET /refunds/:id` | | `Refund` |
 * | `POST /refunds/:id/settle` | `SettleRefund` | `Refund` |
 * | `POST /next-refunds` | `NextRefunds` | `{ok: true}` |
 * | `GET /notifications` | `NotificationFilter` | `{notifications: LoggedNotification[]}` oldest first |
 * | `POST /notifications/lose` | `Count` | `{ok: true}`: the next ones are never sent |
 * | `POST /notifications/duplicate` | `Count` | `{ok: true}`: the next ones are sent twice |
 * | `POST /notifications/delay` | `DelayNotifications` | `{ok: true}` |
 * | `POST /notifications/hold` | | `{ok: true}`: all wait from now on |
 * | `POST /notifications/release` | `ReleaseNotifications` | `{released: number}`; holding ends |
 * | `POST /notifications/send` | `SendNotification` | `Attempt`: any body, forged at will |
 * | `POST /notifications/:seq/repeat` | | `Attempt` |
 * | `GET /faults` | | `{faults: Fault[]}` |
 * | `POST /faults` | `FaultRule` | `Fault` |
 * | `DELETE /faults`, `DELETE /faults/:id` | | `{removed: number}` |
 * | `POST /faults/release` | | `{released: number}`: calls that hang go on |
 * | `GET /calls` | `CallFilter` as query | `CallLog` |
 * | `DELETE /calls` | | `{removed: number}` |
 * | `GET /violations` | | `{violations: LoggedCall[]}` |
 * | `POST /forget-idempotency-keys` | | `{forgotten: number}`, as after 24 hours |
 * | `POST /age` | `Age` | `{ok: true}`: all that is there becomes older |
 * | `POST /reset` | | `{ok: true}`: everything as at start, but the webhook URLs |
 */
import type {
  MethodName,
  NotificationEvent,
  PaymentCancelReason,
  PaymentStatus,
  RefundCancelReason,
  RefundStatus,
} from './objects.ts';

// --------------------------------------------------------------------------------------- shops

export type Shop = {
  readonly shopId: string;
  readonly secretKey: string;
  /** Shown on the payment page. */
  readonly name: string;
  /** Where notifications go; null: nowhere. */
  readonly webhookUrl: string | null;
  /** Receipts by 54-FZ are on: `receipt` is required and checked. */
  readonly receipts: boolean;
  readonly methods: readonly MethodName[];
};

/** The first shop's missing fields are the sandbox's own (`sandboxShop` in `state/shops.ts`). */
export type NewShop = Partial<Shop>;

export type ShopChange = Partial<Omit<Shop, 'shopId' | 'secretKey'>>;

// ------------------------------------------------------------------------------------ payments

export type PaymentFilter = { readonly shopId?: string; readonly status?: PaymentStatus };

/** `method`: one of the shop's; the first that the payment allows when absent. */
export type Pay = { readonly method?: MethodName };

/** `reason` is `general_decline` when absent. */
export type Decline = { readonly reason?: PaymentCancelReason };

/** Absent: the default shop, 100.00 RUB, succeeded, by the first method, announced by webhook. */
export type NewPaymentElsewhere = {
  readonly shopId?: string;
  /** Roubles as a decimal string. */
  readonly amount?: string;
  readonly description?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly status?: PaymentStatus;
  readonly method?: MethodName;
  /** `false`: no notification. */
  readonly notify?: boolean;
};

// ------------------------------------------------------------------------------------- refunds

export type RefundFilter = {
  readonly shopId?: string;
  readonly paymentId?: string;
  readonly status?: RefundStatus;
};

/** Roubles as a decimal string; all that is left when absent. */
export type RefundElsewhere = { readonly amount?: string };

/** `reason` counts for `canceled` (default `general_decline`). */
export type SettleRefund = {
  readonly status: 'succeeded' | 'canceled';
  readonly reason?: RefundCancelReason;
};

/** How the next `times` (default 1) refunds of the API begin. */
export type NextRefunds = {
  readonly status: RefundStatus;
  readonly times?: number;
  readonly reason?: RefundCancelReason;
};

// ------------------------------------------------------------------------------- notifications

/** How many (default 1). */
export type Count = { readonly count?: number };

/** The next `count` (default 1) notifications go out this much later, by the sandbox's clock. */
export type DelayNotifications = Count & { readonly delayMs: number };

export type ReleaseNotifications = { readonly order?: 'as-happened' | 'reversed' };

export type SendNotification = {
  /** Sent as JSON; a string is sent as it is. */
  readonly body: unknown;
  /** Whose webhook URL; the default shop's when absent. */
  readonly shopId?: string;
  /** Instead of a shop's webhook URL. */
  readonly url?: string;
  /** Extra headers, such as a forged `x-forwarded-for`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Address of this machine to send from, such as `127.0.0.2`. */
  readonly localAddress?: string;
};

export type NotificationFilter = {
  readonly shopId?: string;
  readonly event?: NotificationEvent;
  /** Id of the payment or refund. */
  readonly objectId?: string;
  /** Only those with a higher `seq`. */
  readonly after?: number;
};

/**
 * `held`, `delayed`: not sent yet. `sending`: under way. `retrying`: refused, goes out again.
 * `delivered`: answered 200. `lost`: by script. `given-up`: refused for 24 hours.
 * `nowhere`: the shop has no webhook URL.
 */
export type NotificationState =
  | 'held'
  | 'delayed'
  | 'sending'
  | 'retrying'
  | 'delivered'
  | 'lost'
  | 'given-up'
  | 'nowhere';

/** `status` 0: no answer, then `error` says why. Time by the sandbox's clock. */
export type Attempt = {
  readonly at: string;
  readonly url: string;
  readonly status: number;
  readonly error?: string;
};

export type LoggedNotification = {
  readonly seq: number;
  readonly shopId: string;
  /** `NotificationBody`, or whatever `send` was given. */
  readonly body: unknown;
  readonly event?: NotificationEvent;
  readonly objectId?: string;
  /** Sent by `send` or `repeat`: such are tried once. */
  readonly byHand: boolean;
  readonly state: NotificationState;
  readonly attempts: readonly Attempt[];
};

// -------------------------------------------------------------------------------------- faults

/** What happens to the next `times` matching API calls. The oldest matching rule wins. */
export type FaultRule = FaultKind & {
  /** `GET`, `POST`; any when absent. */
  readonly method?: 'GET' | 'POST';
  /** Path below `/v3`; `*` stands for anything within one segment, `**` for anything. */
  readonly path: string;
  readonly shopId?: string;
  /** How many calls it hits; absent = until removed. */
  readonly times?: number;
  /** Lets this many matching calls pass first. */
  readonly skip?: number;
};

/** `before` (the default): the call is not done. `after`: it is done, then this happens. */
export type FaultMoment = 'before' | 'after';

export type FaultKind =
  /** YooKassa's error envelope; code and description fit the status when absent. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly when?: FaultMoment;
      readonly code?: string;
      readonly description?: string;
      readonly retryAfterMs?: number;
    }
  /** A bare HTTP answer, such as an HTML 502. */
  | {
      readonly kind: 'http';
      readonly status: number;
      readonly body: string;
      readonly contentType?: string;
      readonly when?: FaultMoment;
    }
  /** The connection ends without an answer. */
  | { readonly kind: 'drop'; readonly when?: FaultMoment }
  /** Waits by the sandbox's clock, before or after doing the call; the answer is the usual one. */
  | { readonly kind: 'delay'; readonly delayMs: number; readonly when?: FaultMoment }
  /** No answer until `releaseHung`, which lets the usual one out. */
  | { readonly kind: 'hang'; readonly when?: FaultMoment };

export type Fault = FaultRule & { readonly id: string; readonly hits: number };

// --------------------------------------------------------------------------------------- calls

export type CallFilter = {
  readonly method?: 'GET' | 'POST';
  /** As in `FaultRule`. */
  readonly path?: string;
  readonly shopId?: string;
  /** Only calls with a higher `seq`. */
  readonly after?: number;
  /** Newest this many (default 200). */
  readonly limit?: number;
};

export type CallLog = {
  /** Oldest first. */
  readonly calls: readonly LoggedCall[];
  /** All calls since the last reset, also those that the ring buffer has forgotten. */
  readonly total: number;
  readonly totalViolations: number;
};

export type LoggedCall = {
  readonly seq: number;
  readonly at: string;
  readonly method: string;
  /** Below `/v3`, without the query: `/payments`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Absent when the credentials were wrong. */
  readonly shopId?: string;
  readonly idempotenceKey?: string;
  /** The parsed JSON body, if there was one; its text when it was no JSON. */
  readonly body?: unknown;
  /** HTTP status answered; 0 when no answer reached the caller; null while the call goes on. */
  readonly status: number | null;
  /** What was answered (or would have been, before an `after` fault). */
  readonly answer?: unknown;
  /** The answer was that of an earlier call with the same key. */
  readonly repeated: boolean;
  /** What is wrong with the call by the published API and its rules; empty when nothing. */
  readonly violations: readonly Violation[];
  readonly faultId?: string;
};

export type Violation = { readonly parameter?: string; readonly problem: string };

export type Age = { readonly byMs: number };
