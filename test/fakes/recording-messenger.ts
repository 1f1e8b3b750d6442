import type { AddressedNotice, Notice } from '../../src/application/notices.ts';
import type {
  Delivery,
  DeliveryProblem,
  Messenger,
  Progress,
  ProgressOptions,
} from '../../src/application/ports/messenger.ts';
import type { FileUnavailable, UserFiles } from '../../src/application/ports/user-files.ts';
import {
  type Destination,
  type Generation,
  type OutputPart,
  textOf,
} from '../../src/domain/generations/generation.ts';
import type { GenerationId } from '../../src/domain/shared/ids.ts';
import { err, ok, type Result } from '../../src/domain/shared/result.ts';

/** A message as the chat would show it. */
export interface RecordedMessage {
  readonly messageId: number;
  readonly destination: Destination;
  readonly generationId: GenerationId;
  readonly part: OutputPart;
}

export interface RecordedProgress {
  readonly generation: Generation;
  readonly statusMessageId: number | undefined;
  readonly texts: readonly string[];
  readonly isClosed: boolean;
}

export interface WaitingShown {
  readonly generationId: GenerationId;
  readonly ahead: number;
  readonly messageId: number;
}

/** How a send ends instead of arriving. */
export type ScriptedRefusal = DeliveryProblem | { readonly kind: 'outage' };

/**
 * A messenger that keeps what it was given. Each output part is one message; `refuse` and
 * `refuseAfter` make the next sends fail.
 */
export class RecordingMessenger implements Messenger {
  readonly messages: RecordedMessage[] = [];
  readonly notices: AddressedNotice[] = [];
  /** Those that came with notices. */
  readonly pictures: Uint8Array[] = [];
  readonly progresses: RecordedProgress[] = [];
  readonly waiting: WaitingShown[] = [];
  readonly removed: number[] = [];
  /** Whether progress sends a status message at once, as it does when the work takes long. */
  showsStatus = false;
  readonly #refusals: { after: number; readonly refusal: ScriptedRefusal }[] = [];
  #lastMessageId = 0;

  /** Makes the next send fail, after so many that succeed. */
  refuse(refusal: ScriptedRefusal, after = 0): void {
    this.#refusals.push({ after, refusal });
  }

  /** The kinds of the notices that went out, in order. */
  get noticeKinds(): readonly Notice['kind'][] {
    return this.notices.map(({ notice }) => notice.kind);
  }

  /** The texts that were delivered, in order. */
  get texts(): readonly string[] {
    return this.messages.flatMap(({ part }) => (part.kind === 'text' ? [part.text] : []));
  }

  progress(generation: Generation, options: ProgressOptions): Progress {
    const texts: string[] = [];
    let statusMessageId = options.statusMessageId;
    if (this.showsStatus && statusMessageId === undefined) {
      statusMessageId = this.#nextId();
      options.onStatusMessage(statusMessageId);
    }
    const index = this.progresses.length;
    const record = { generation, statusMessageId, texts, isClosed: false };
    this.progresses.push(record);
    return {
      text: (soFar) => {
        texts.push(soFar);
      },
      close: async () => {
        if (statusMessageId !== undefined && this.progresses[index]?.isClosed === false) {
          this.removed.push(statusMessageId);
        }
        this.progresses[index] = { ...record, isClosed: true };
      },
    };
  }

  async deliver({
    generation,
    delivered,
    images,
    onPart,
  }: Delivery): Promise<Result<void, DeliveryProblem>> {
    if (generation.output === undefined) {
      throw new Error(`Cannot deliver generation ${generation.id} as it has no output`);
    }
    const done = new Set(delivered.map(({ index }) => index));
    const parts = partsOf(generation.output);
    for (const [index, part] of parts.entries()) {
      if (done.has(index)) {
        continue;
      }
      if (part.kind === 'image' && !images.has(part.imageId)) {
        throw new Error(`Cannot deliver image ${part.imageId} as its bytes were not given`);
      }
      const refusal = this.#nextRefusal();
      if (refusal !== undefined) {
        return err(refusal);
      }
      const { destination, id } = generation;
      const messageId = this.#nextId();
      this.messages.push({ messageId, destination, generationId: id, part });
      const imageId = part.kind === 'image' ? part.imageId : undefined;
      const isLast = parts.every((_, other) => other <= index || done.has(other));
      await onPart({ index, chatId: destination.chatId, messageId, imageId }, isLast);
    }
    return ok();
  }

  /** A picture takes a caption of 1024 characters, as the real messenger's does. */
  async notify(
    addressed: AddressedNotice,
    picture?: Uint8Array,
  ): Promise<Result<Notice | undefined, DeliveryProblem>> {
    const refusal = this.#nextRefusal();
    if (refusal !== undefined) {
      return err(refusal);
    }
    const { notice } = addressed;
    this.notices.push(addressed);
    if (notice.kind !== 'admin_message' || picture === undefined) {
      return ok(undefined);
    }
    this.pictures.push(picture);
    return ok(notice.text.length > 1024 ? { ...notice, picture: undefined } : undefined);
  }

  async showWaiting(
    generation: Generation,
    ahead: number,
    statusMessageId: number | undefined,
  ): Promise<number | undefined> {
    const messageId = statusMessageId ?? this.#nextId();
    this.waiting.push({ generationId: generation.id, ahead, messageId });
    return messageId;
  }

  async removeMessage(_destination: Destination, messageId: number): Promise<void> {
    this.removed.push(messageId);
  }

  #nextId(): number {
    this.#lastMessageId += 1;
    return this.#lastMessageId;
  }

  #nextRefusal(): DeliveryProblem | undefined {
    const [next] = this.#refusals;
    if (next === undefined) {
      return undefined;
    }
    if (next.after > 0) {
      next.after -= 1;
      return undefined;
    }
    this.#refusals.shift();
    if (next.refusal.kind === 'outage') {
      throw new Error('The messenger is away');
    }
    return next.refusal;
  }
}

/** Pictures each, and the words together, as the real messenger sends them. */
function partsOf(output: NonNullable<Generation['output']>): readonly OutputPart[] {
  const text = textOf(output);
  const pictures = output.parts.filter((part) => part.kind === 'image');
  return text === '' ? pictures : [...pictures, { kind: 'text', text }];
}

/** Files that users sent, by file id; an unknown id is gone. */
export class InMemoryUserFiles implements UserFiles {
  readonly #files = new Map<string, Uint8Array | FileUnavailable>();

  put(fileId: string, file: Uint8Array | FileUnavailable): void {
    this.#files.set(fileId, file);
  }

  async download(
    fileId: string,
    signal: AbortSignal,
  ): Promise<Result<Uint8Array, FileUnavailable>> {
    signal.throwIfAborted();
    const file = this.#files.get(fileId) ?? { kind: 'gone' };
    return file instanceof Uint8Array ? ok(file) : err(file);
  }
}
