import type { Api } from 'grammy';
import type { Generation } from '../../../domain/generations/generation.ts';
import { asGrammySignal } from '../api/call-time.ts';
import { failureOf } from '../api/telegram-error.ts';
import type { RichText } from './markdown/rich-text.ts';
import { entityFields, noPreview, replyFields, threadFields } from './message-fields.ts';

/**
 * What showing came to. `unsupported`: this surface will never work here. `busy`: Telegram wants
 * us to stop. `failed`: maybe next time.
 */
export type Shown = 'shown' | 'unsupported' | 'busy' | 'failed';

/** A place in the chat that shows how far the work is. */
export interface Surface {
  readonly kind: 'draft' | 'status';
  show(content: RichText, signal: AbortSignal): Promise<Shown>;
}

/** An animated preview that the final message replaces by itself. Private chats only. */
export class DraftSurface implements Surface {
  readonly kind = 'draft';
  readonly #api: Api;
  readonly #generation: Generation;

  constructor(api: Api, generation: Generation) {
    this.#api = api;
    this.#generation = generation;
  }

  async show(content: RichText, signal: AbortSignal): Promise<Shown> {
    const { id, destination } = this.#generation;
    const fields = { ...entityFields(content), ...threadFields(destination.threadId) };
    const draft = draftId(id);
    try {
      await this.#api.sendMessageDraft(
        destination.chatId,
        draft,
        content.text,
        fields,
        asGrammySignal(signal),
      );
      return 'shown';
    } catch (error) {
      const failure = failureOf(error);
      switch (failure.kind) {
        case 'flood':
        case 'unreachable':
          return 'busy';
        case 'outage':
          return 'failed';
        default:
          return 'unsupported';
      }
    }
  }
}

/** An ordinary message that is edited, and deleted in the end. */
export class StatusSurface implements Surface {
  readonly kind = 'status';
  readonly #api: Api;
  readonly #generation: Generation;
  readonly #onSent: (messageId: number) => void;
  #messageId: number | undefined;
  #isPlain = false;

  constructor(
    api: Api,
    generation: Generation,
    messageId: number | undefined,
    onSent: (messageId: number) => void,
  ) {
    this.#api = api;
    this.#generation = generation;
    this.#messageId = messageId;
    this.#onSent = onSent;
  }

  get messageId(): number | undefined {
    return this.#messageId;
  }

  async show(content: RichText, signal: AbortSignal): Promise<Shown> {
    try {
      await this.#showOnce(content, asGrammySignal(signal));
      return 'shown';
    } catch (error) {
      const failure = failureOf(error);
      switch (failure.kind) {
        case 'not_modified':
          return 'shown';
        case 'outage':
          return 'failed';
        case 'bad_entities':
        case 'refused': {
          const wasPlain = this.#isPlain;
          this.#isPlain = true;
          return wasPlain ? 'unsupported' : 'failed';
        }
        case 'flood':
        case 'unreachable':
          return 'busy';
        default:
          return 'unsupported';
      }
    }
  }

  async #showOnce(content: RichText, signal: ReturnType<typeof asGrammySignal>): Promise<void> {
    const { chatId, threadId, replyToMessageId } = this.#generation.destination;
    const fields = { ...(this.#isPlain ? {} : entityFields(content)), ...noPreview };
    if (this.#messageId !== undefined) {
      await this.#api.editMessageText(chatId, this.#messageId, content.text, fields, signal);
      return;
    }
    // Not aborted: a message that was sent must be known, or nobody can remove it.
    const sent = await this.#api.sendMessage(chatId, content.text, {
      ...fields,
      ...threadFields(threadId),
      ...replyFields(replyToMessageId),
    });
    this.#messageId = sent.message_id;
    this.#onSent(sent.message_id);
  }
}

/** A positive number that is the same for a generation on every attempt (FNV-1a). */
function draftId(id: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index += 1) {
    hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  }
  return hash & 0x7fffffff || 1;
}
