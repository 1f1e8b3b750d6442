import type { Update } from 'grammy/types';
import type { UrgentUpdates } from '../../../../src/adapters/telegram/bot/update-intake.ts';

/** A private message of a user. */
export function aMessage(updateId: number, userId: number, text = 'hello'): Update {
  return {
    update_id: updateId,
    message: {
      message_id: updateId,
      date: 1,
      chat: { id: userId, type: 'private', first_name: 'Ann' },
      from: { id: userId, is_bot: false, first_name: 'Ann' },
      text,
    },
  };
}

/** Telegram says that a user has paid. */
export function aPaidMessage(updateId: number, userId: number): Update {
  const { message } = aMessage(updateId, userId);
  return {
    update_id: updateId,
    message: {
      ...message,
      successful_payment: {
        currency: 'XTR',
        total_amount: 50,
        invoice_payload: 'x',
        telegram_payment_charge_id: `charge-${updateId}`,
        provider_payment_charge_id: 'x',
      },
    } as NonNullable<Update['message']>,
  };
}

/** A press of a button in the private chat of a user. */
export function aPress(updateId: number, userId: number): Update {
  return {
    update_id: updateId,
    callback_query: {
      id: String(updateId),
      from: { id: userId, is_bot: false, first_name: 'Ann' },
      chat_instance: '1',
      data: 'set:main',
      message: {
        message_id: 1,
        date: 1,
        chat: { id: userId, type: 'private', first_name: 'Ann' },
        from: { id: 1, is_bot: true, first_name: 'Bot' },
        text: 'Settings',
      },
    },
  };
}

/** Somebody presses Pay. */
export function aCheckout(
  updateId: number,
  userId: number,
  fields: Partial<NonNullable<Update['pre_checkout_query']>> = {},
): Update {
  return {
    update_id: updateId,
    pre_checkout_query: {
      id: `checkout-${updateId}`,
      from: { id: userId, is_bot: false, first_name: 'Ann', language_code: 'en' },
      currency: 'XTR',
      total_amount: 50,
      invoice_payload: 'x',
      ...fields,
    },
  };
}

/** Notes what it was given. */
export class RecordingDesk implements UrgentUpdates {
  readonly begun: number[] = [];

  isUrgent(update: Update): boolean {
    return update.pre_checkout_query !== undefined;
  }

  async handle({ update_id: id }: Update): Promise<void> {
    this.begun.push(id);
  }
}
