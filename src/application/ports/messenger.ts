import type { Destination, Generation } from '../../domain/generations/generation.ts';
import type { ImageId } from '../../domain/shared/ids.ts';
import type { Result } from '../../domain/shared/result.ts';
import type { AddressedNotice, Notice } from '../notices.ts';
import type { DeliveredPart } from './generation-repository.ts';

/** The messenger will not carry messages to this destination: trying again is of no use. */
export interface Unreachable {
  readonly kind: 'unreachable';
  /** e.g. `bot was blocked by the user`. */
  readonly reason: string;
}

/** The messenger asked for patience. */
export interface Busy {
  readonly kind: 'busy';
  readonly retryAfterMs: number;
}

/** The messenger will not take this content: the same call would be refused again. */
export interface Refused {
  readonly kind: 'refused';
  readonly description: string;
}

export type DeliveryProblem = Unreachable | Busy | Refused;

/** Shows a generation at work: chat action, "thinking" or "drawing" with elapsed time, streamed text.
 * Best effort: it never fails, and never holds up the work. */
export interface Progress {
  /** The answer so far. */
  text(soFar: string): void;
  /** Stops and removes what was shown, except a draft that the answer will replace by itself. */
  close(): Promise<void>;
}

export interface ProgressOptions {
  readonly statusMessageId?: number | undefined;
  /** A status message was sent and must outlive a crash, so that it can be removed. */
  readonly onStatusMessage: (messageId: number) => void;
}

export interface Delivery {
  /** In status `delivering`, with its output. */
  readonly generation: Generation;
  readonly images: ReadonlyMap<ImageId, Uint8Array>;
  readonly sendAsFile: boolean;
  /** Parts that an earlier attempt delivered: they are not sent again. */
  readonly delivered: readonly DeliveredPart[];
  /**
   * Awaited after each part, so that a crash repeats one message at most. `isLast` when nothing
   * of the result is left to send.
   */
  readonly onPart: (part: DeliveredPart, isLast: boolean) => Promise<void>;
}

export interface Messenger {
  progress(generation: Generation, options: ProgressOptions): Progress;
  /** Sends the result. Throws for outages, to be tried again. */
  deliver(delivery: Delivery): Promise<Result<void, DeliveryProblem>>;
  /**
   * Sends one message.
   *
   * @param picture the bytes of the notice's picture, when it has one
   * @returns what did not fit into the message, to be told next
   */
  notify(
    addressed: AddressedNotice,
    picture?: Uint8Array,
  ): Promise<Result<Notice | undefined, DeliveryProblem>>;
  /** Sends or changes the status message of a queued generation. @returns its id, if one stands. */
  showWaiting(
    generation: Generation,
    ahead: number,
    statusMessageId: number | undefined,
  ): Promise<number | undefined>;
  /** Best effort. */
  removeMessage(destination: Destination, messageId: number): Promise<void>;
}
