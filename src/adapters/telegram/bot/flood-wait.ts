import { Outage } from '../../../application/ports/outage.ts';

/** Telegram wants nothing more for a while. */
export class FloodWait extends Outage {
  override readonly name = 'FloodWait';
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number, options: ErrorOptions) {
    super('Cannot write to Telegram as it asks for patience', options);
    this.retryAfterMs = retryAfterMs;
  }
}
