import { ManualClock } from '../../../sandbox/http/clock.ts';
import type { SandboxOptions } from '../../../sandbox/server.ts';
import type { TelegramControl } from '../../../sandbox/telegram/control/control.ts';
import { type Stage, setStage } from './telegram-harness.ts';

type Invoice = { readonly amount?: number; readonly start_parameter?: string };

type Content = Readonly<Record<string, unknown>> & { readonly id?: string };

/** A bot that sells for Stars, played by the test itself. */
export type Shop = Stage & {
  readonly clock: ManualClock;
  readonly telegram: TelegramControl;
  /** @returns the id of the message. */
  sendInvoice(invoice?: Invoice & { readonly chatId?: number }): Promise<number>;
  /** The contents of the waiting updates of one kind. */
  take(kind: string): Promise<Content[]>;
  /** The contents of the waiting messages of one kind, such as `successful_payment`. */
  takeService(kind: string): Promise<Content[]>;
  /** Answers the pre-checkout queries that wait; `error` refuses them. */
  agree(error?: string): Promise<void>;
};

const START_MS = Date.UTC(2026, 10, 22, 12);

export async function openShop(options: SandboxOptions = {}): Promise<Shop> {
  const clock = new ManualClock(START_MS);
  const stage = await setStage({ clock, ...options });
  const { api, user, drain, sandbox } = stage;
  const shop: Shop = {
    ...stage,
    clock,
    telegram: sandbox.telegram,
    async sendInvoice({ amount = 250, chatId = user.id, ...other } = {}) {
      const prices = [{ label: 'Credits', amount }];
      const sent = await api.sendInvoice(
        chatId,
        'Credits',
        '100 credits',
        'o-1',
        'XTR',
        prices,
        other,
      );
      return sent.message_id;
    },
    async take(kind) {
      return contentsOf(await drain(), kind);
    },
    async takeService(kind) {
      return contentsOf(await shop.take('message'), kind);
    },
    async agree(error) {
      for (const { id = '' } of await shop.take('pre_checkout_query')) {
        if (error === undefined) await api.answerPreCheckoutQuery(id, true);
        else await api.answerPreCheckoutQuery(id, false, { error_message: error });
      }
    },
  };
  return shop;
}

function contentsOf(objects: readonly Record<string, unknown>[], kind: string): Content[] {
  return objects.flatMap((object) => (kind in object ? [object[kind] as Content] : []));
}
