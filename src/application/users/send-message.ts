import type { UploadId, UserId } from '../../domain/shared/ids.ts';
import { err, ok, type Result } from '../../domain/shared/result.ts';
import { writtenText } from '../../domain/shared/written-text.ts';
import { languageOf, type User } from '../../domain/users/user.ts';
import { privateChatOf } from '../notices.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { Scope, UnitOfWork } from '../ports/unit-of-work.ts';
import type { UserMessage } from '../ports/user-message-repository.ts';
import type { UnknownUser } from './unknown-user.ts';

/** UTF-16 code units; Telegram takes no more in one message. */
const messageMaxLength = 4096;

export interface SendMessageCommand {
  readonly userId: UserId;
  /** Plain: nothing in it becomes formatting. 1 to 4096 characters without the blanks around it. */
  readonly text: string;
  readonly picture?: UploadId | undefined;
  /** Repeating a key sends nothing more. */
  readonly idempotencyKey: string;
}

export interface InvalidMessage {
  readonly kind: 'invalid_message';
  readonly rule: 'empty' | 'too_long';
  readonly length: number;
  readonly limit: number;
}

export interface UnknownUpload {
  readonly kind: 'unknown_upload';
  readonly uploadId: UploadId;
}

/** The user blocked the bot or deleted the account: Telegram carries nothing to them. */
export interface UnreachableUser {
  readonly kind: 'unreachable_user';
  readonly userId: UserId;
  readonly since: Date;
}

export interface MessageKeyConflict {
  readonly kind: 'idempotency_conflict';
}

export type SendMessageRefusal =
  | InvalidMessage
  | UnknownUser
  | UnknownUpload
  | UnreachableUser
  | MessageKeyConflict;

/**
 * An admin writes to a user, who reads it in their chat with the bot soon after the commit.
 *
 * - `invalid_message`: nothing to read, or too much for one message
 * - `unknown_user`: nobody of this id ever wrote to the bot
 * - `unknown_upload`: there is no such picture, or no longer
 * - `unreachable_user`: the user blocked the bot
 * - `idempotency_conflict`: the key was used for another message
 */
export class SendMessageToUser {
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;
  readonly #ids: IdGenerator;

  constructor(unitOfWork: UnitOfWork, clock: Clock, ids: IdGenerator) {
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
    this.#ids = ids;
  }

  async execute(command: SendMessageCommand): Promise<Result<UserMessage, SendMessageRefusal>> {
    const text = writtenText(command.text);
    const invalid = problemOf(text);
    if (invalid !== undefined) {
      return err(invalid);
    }
    return this.#unitOfWork.run<Result<UserMessage, SendMessageRefusal>>(async (scope) => {
      const user = await scope.users.find(command.userId);
      if (user === undefined) {
        return err({ kind: 'unknown_user', userId: command.userId });
      }
      const message: UserMessage = {
        id: this.#ids.uuid(),
        requestKey: command.idempotencyKey,
        userId: user.id,
        text,
        picture: command.picture,
        createdAt: this.#clock.now(),
      };
      const isFirst = await scope.userMessages.insert(message);
      return isFirst ? send(scope, user, message) : repeated(scope, message);
    });
  }
}

async function send(
  { uploads, outbox }: Scope,
  user: User,
  message: UserMessage,
): Promise<Result<UserMessage, UnknownUpload | UnreachableUser>> {
  const { text, picture } = message;
  if (picture !== undefined && (await uploads.find(picture)) === undefined) {
    return err({ kind: 'unknown_upload', uploadId: picture });
  }
  if (user.unreachableSince !== undefined) {
    return err({ kind: 'unreachable_user', userId: user.id, since: user.unreachableSince });
  }
  await outbox.add({
    type: 'notice.send',
    noticeId: `message-${message.id}`,
    addressed: {
      userId: user.id,
      destination: privateChatOf(user.id),
      language: languageOf(user),
      notice: { kind: 'admin_message', text, picture },
    },
  });
  return ok(message);
}

/** Whether the user can be reached by now changes nothing about what was sent. */
async function repeated(
  { userMessages }: Scope,
  { requestKey, userId, text, picture }: UserMessage,
): Promise<Result<UserMessage, MessageKeyConflict>> {
  const first = await userMessages.findByRequestKey(requestKey);
  const isSame =
    first !== undefined &&
    first.userId === userId &&
    first.text === text &&
    first.picture === picture;
  return isSame ? ok(first) : err({ kind: 'idempotency_conflict' });
}

/** Telegram refuses a message of invisible characters as empty. */
const invisible = /[\p{Cf}\p{Z}\p{Cc}\u2800\u3164]/gu;

function problemOf(text: string): InvalidMessage | undefined {
  const size = { length: text.length, limit: messageMaxLength };
  if (text.replace(invisible, '') === '') {
    return { kind: 'invalid_message', rule: 'empty', ...size };
  }
  return text.length > messageMaxLength
    ? { kind: 'invalid_message', rule: 'too_long', ...size }
    : undefined;
}
