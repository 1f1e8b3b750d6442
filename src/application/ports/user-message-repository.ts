import type { UploadId, UserId } from '../../domain/shared/ids.ts';

/** What an admin wrote to a user. */
export interface UserMessage {
  /** UUID. */
  readonly id: string;
  /** Chosen by who sends: the same key is one message. */
  readonly requestKey: string;
  readonly userId: UserId;
  readonly text: string;
  /** Shown above the text; its bytes may be pruned by now. */
  readonly picture?: UploadId | undefined;
  readonly createdAt: Date;
}

/** Append-only. */
export interface UserMessageRepository {
  /** @returns false when there is a message of this key (a concurrent one won): nothing is written. */
  insert(message: UserMessage): Promise<boolean>;
  findByRequestKey(requestKey: string): Promise<UserMessage | undefined>;
  /** Newest first. */
  ofUser(userId: UserId, limit: number): Promise<readonly UserMessage[]>;
}
