import type { Api } from 'grammy';
import type { Clock } from '../../../application/ports/clock.ts';
import type { Logger } from '../../../application/ports/logger.ts';
import type { Progress, ProgressOptions } from '../../../application/ports/messenger.ts';
import type { Generation } from '../../../domain/generations/generation.ts';
import { asGrammySignal } from '../api/call-time.ts';
import { failureOf } from '../api/telegram-error.ts';
import { translate } from '../texts/translate.ts';
import { renderMarkdown } from './markdown/render.ts';
import { plainText, type RichText } from './markdown/rich-text.ts';
import { tail } from './markdown/split.ts';
import { withClosedMarks } from './markdown/unfinished.ts';
import { threadFields } from './message-fields.ts';
import { chatActionEveryMs, draftKeepAliveMs, labelPaceMs, textPaceMs } from './progress-pace.ts';
import { DraftSurface, StatusSurface, type Surface } from './progress-surface.ts';
import { settledWithin, type Timers } from './timers.ts';

export interface ProgressContext {
  readonly api: Api;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly logger: Logger;
  readonly graceMs: number;
}

/** However long the work takes, progress costs no more calls than this. */
const maxCalls = 300;
const maxFailures = 3;
/** How long closing waits for a call on its way: a late draft would reappear after the answer. */
const closeWaitMs = 2_000;

/** Shows one generation at work, on one surface at a time, with at most one change on its way. */
export class TelegramProgress implements Progress {
  readonly #context: ProgressContext;
  readonly #generation: Generation;
  readonly #startedAtMs: number;
  readonly #status: StatusSurface;
  #surface: Surface;
  #text = '';
  #shown: string | undefined;
  #lastCallAtMs = 0;
  #calls = 0;
  #failures = 0;
  #isStopped = false;
  #cancelTick: () => void = () => {};
  #tickDueMs = Number.POSITIVE_INFINITY;
  #cancelAction: () => void = () => {};
  #onItsWay: Promise<void> | undefined;
  readonly #abort = new AbortController();
  #closing: Promise<void> | undefined;

  constructor(context: ProgressContext, generation: Generation, options: ProgressOptions) {
    this.#context = context;
    this.#generation = generation;
    this.#startedAtMs = context.clock.now().getTime();
    this.#status = new StatusSurface(
      context.api,
      generation,
      options.statusMessageId,
      options.onStatusMessage,
    );
    const usesDraft =
      generation.kind === 'text' &&
      generation.destination.chatId > 0 &&
      options.statusMessageId === undefined;
    this.#surface = usesDraft ? new DraftSurface(context.api, generation) : this.#status;
    this.#tickAt(this.#startedAtMs + context.graceMs);
    if (!usesDraft) {
      this.#cancelAction = context.timers.after(context.graceMs, () => this.#act());
    }
  }

  text(soFar: string): void {
    const isNew = soFar !== this.#text;
    this.#text = soFar;
    if (isNew && this.#shown !== undefined && this.#onItsWay === undefined) {
      this.#tickAt(this.#lastCallAtMs + this.#textPaceMs());
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#stop();
    const { timers } = this.#context;
    const ending = (this.#onItsWay ?? Promise.resolve()).then(() => this.#removeStatus());
    await settledWithin(timers, closeWaitMs, ending);
    // What still hangs is cut off; a status message that arrives late is removed when it does.
    if (this.#calls > 0) {
      this.#abort.abort();
    }
  }

  #stop(): void {
    this.#isStopped = true;
    this.#cancelTick();
    this.#cancelAction();
  }

  /** Plans the next change, or brings it forward. */
  #tickAt(dueMs: number): void {
    if (this.#isStopped || dueMs >= this.#tickDueMs) {
      return;
    }
    this.#cancelTick();
    this.#tickDueMs = dueMs;
    const delayMs = Math.max(0, dueMs - this.#nowMs());
    this.#cancelTick = this.#context.timers.after(delayMs, () => this.#tick());
  }

  #tick(): void {
    this.#tickDueMs = Number.POSITIVE_INFINITY;
    this.#onItsWay = this.#show()
      .catch((error: unknown) => {
        this.#stop();
        this.#context.logger.error('telegram_progress_failed', {}, error);
      })
      .then(() => {
        this.#onItsWay = undefined;
        this.#planNext();
      });
  }

  #planNext(): void {
    const elapsedMs = this.#elapsedMs();
    const isTextWaiting = this.#text !== '' && this.#text !== this.#shown;
    const streaming = this.#text === '' ? labelPaceMs(elapsedMs) : draftKeepAliveMs;
    this.#tickAt(this.#lastCallAtMs + (isTextWaiting ? this.#textPaceMs() : streaming));
  }

  async #show(): Promise<void> {
    const source = this.#text;
    const isRepeat = source !== '' && source === this.#shown;
    this.#lastCallAtMs = this.#nowMs();
    if (isRepeat && this.#surface.kind === 'status') {
      return;
    }
    if (!this.#maySpendCall()) {
      return;
    }
    const outcome = await this.#surface.show(this.#content(source), this.#abort.signal);
    this.#lastCallAtMs = this.#nowMs();
    switch (outcome) {
      case 'shown':
        this.#failures = 0;
        this.#shown = source;
        return;
      case 'failed':
        this.#failures += 1;
        this.#shown ??= '';
        if (this.#failures >= maxFailures) {
          this.#stop();
        }
        return;
      case 'busy':
        this.#stop();
        return;
      case 'unsupported':
        return this.#fallBack();
    }
  }

  #maySpendCall(): boolean {
    if (this.#calls >= maxCalls) {
      this.#stop();
      return false;
    }
    this.#calls += 1;
    return true;
  }

  async #fallBack(): Promise<void> {
    if (this.#surface.kind === 'status' || this.#isStopped) {
      this.#stop();
      return;
    }
    this.#context.logger.debug('telegram_draft_unsupported');
    this.#surface = this.#status;
    this.#act();
    await this.#show();
  }

  #content(source: string): RichText {
    if (source.trim() !== '') {
      const content = tail(renderMarkdown(withClosedMarks(source)));
      if (content.text !== '') {
        return content;
      }
    }
    return plainText(this.#label());
  }

  #label(): string {
    const { language, kind } = this.#generation;
    const seconds = Math.floor(this.#elapsedMs() / 1000);
    if (seconds < 1) {
      return translate(language, kind === 'text' ? 'status-thinking' : 'status-drawing');
    }
    const key = kind === 'text' ? 'status-thinking-for' : 'status-drawing-for';
    return translate(language, key, { seconds });
  }

  #nowMs(): number {
    return this.#context.clock.now().getTime();
  }

  #elapsedMs(): number {
    return this.#nowMs() - this.#startedAtMs;
  }

  #textPaceMs(): number {
    const isGroup = this.#generation.destination.chatId < 0;
    return textPaceMs(this.#surface.kind, isGroup, this.#elapsedMs());
  }

  /** "typing" or "sending a photo" under the bot's name, again and again. */
  #act(): void {
    if (this.#isStopped || !this.#maySpendCall()) {
      return;
    }
    const { kind, destination } = this.#generation;
    const action = kind === 'text' ? 'typing' : 'upload_photo';
    const fields = threadFields(destination.threadId);
    const { api, timers } = this.#context;
    this.#cancelAction = timers.after(chatActionEveryMs, () => this.#act());
    api
      .sendChatAction(destination.chatId, action, fields, asGrammySignal(this.#abort.signal))
      .catch((error: unknown) => {
        if (failureOf(error).kind !== 'outage') {
          this.#cancelAction();
        }
      });
  }

  async #removeStatus(): Promise<void> {
    const { messageId } = this.#status;
    if (messageId === undefined) {
      return;
    }
    try {
      await this.#context.api.deleteMessage(this.#generation.destination.chatId, messageId);
    } catch (error) {
      this.#context.logger.debug('telegram_status_not_removed', { reason: failureOf(error).kind });
    }
  }
}
