import { GrammyError } from 'grammy';

/** What an error of a Bot API call means for us. Strings: the official server's own. */
export type TelegramFailure =
  /** The messenger will not carry anything to this chat. */
  | { readonly kind: 'unreachable'; readonly reason: string }
  | { readonly kind: 'migrated'; readonly chatId: number }
  | { readonly kind: 'flood'; readonly retryAfterMs: number }
  | { readonly kind: 'not_modified' }
  /** The message to edit, delete or answer is not there (any more). */
  | { readonly kind: 'message_gone' }
  | { readonly kind: 'thread_gone' }
  | { readonly kind: 'bad_entities' }
  /** The server lacks the method. */
  | { readonly kind: 'method_missing' }
  /** The file behind a file id is not there (any more). */
  | { readonly kind: 'file_gone' }
  | { readonly kind: 'file_too_large' }
  /** Refused for another reason: the same call will be refused again. */
  | { readonly kind: 'refused'; readonly description: string }
  /** Ours to fix: a wrong token, or a second process that polls. */
  | { readonly kind: 'misconfigured'; readonly description: string }
  /** Network, time-out, 5xx: the call may or may not have had its effect. */
  | { readonly kind: 'outage' };

type Refusal = Exclude<TelegramFailure['kind'], 'migrated' | 'flood' | 'refused' | 'outage'>;

const refusals: readonly { readonly kind: Refusal; readonly pattern: RegExp }[] = [
  { kind: 'not_modified', pattern: /message is not modified/i },
  {
    kind: 'message_gone',
    pattern:
      /message (to (edit|delete|be replied|reply|copy|react) not found|can't be (edited|deleted)|identifier is not specified)|MESSAGE_ID_INVALID|message not found|replied message not found/i,
  },
  { kind: 'thread_gone', pattern: /message thread not found|TOPIC_DELETED|TOPIC_ID_INVALID/i },
  { kind: 'bad_entities', pattern: /can't parse entit|ENTIT\w*_(INVALID|TOO_LONG)|ENTITY_/i },
  {
    kind: 'unreachable',
    pattern:
      /chat not found|user not found|PEER_ID_INVALID|USER_IS_BLOCKED|INPUT_USER_DEACTIVATED|user is deactivated|not enough rights|have no rights|CHAT_WRITE_FORBIDDEN|CHAT_RESTRICTED|CHAT_SEND_\w+_FORBIDDEN|group chat was (deactivated|deleted)|need administrator rights|TOPIC_CLOSED|bot is not a member/i,
  },
  { kind: 'file_too_large', pattern: /file is too big/i },
  { kind: 'file_gone', pattern: /(wrong|invalid) file[_ ]?id|file is temporarily unavailable/i },
];

/** The one place that reads Telegram's errors. */
export function failureOf(error: unknown): TelegramFailure {
  if (!(error instanceof GrammyError)) {
    return { kind: 'outage' };
  }
  const { error_code: code, description, parameters } = error;
  if (parameters.migrate_to_chat_id !== undefined) {
    return { kind: 'migrated', chatId: parameters.migrate_to_chat_id };
  }
  if (code === 429) {
    const seconds = parameters.retry_after ?? secondsIn(description) ?? 1;
    return { kind: 'flood', retryAfterMs: seconds * 1000 };
  }
  if (code >= 500) {
    return { kind: 'outage' };
  }
  if (code === 404 && /^not found/i.test(description)) {
    return { kind: 'method_missing' };
  }
  if (code === 401 || code === 409) {
    return { kind: 'misconfigured', description };
  }
  const kind = refusals.find(({ pattern }) => pattern.test(description))?.kind;
  if (kind === 'unreachable' || (kind === undefined && code === 403)) {
    return { kind: 'unreachable', reason: description.replace(/^[A-Z][\w ]*?: /, '') };
  }
  return plain(kind, description);
}

function plain(kind: Refusal | undefined, description: string): TelegramFailure {
  if (kind === undefined || kind === 'unreachable' || kind === 'misconfigured') {
    return { kind: 'refused', description };
  }
  return { kind };
}

function secondsIn(description: string): number | undefined {
  const seconds = /retry after (\d+)/i.exec(description)?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}
