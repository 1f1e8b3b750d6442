import { useSyncExternalStore } from 'react';
import type { Message } from '../../api/model.ts';
import { useApp } from '../../state/app.ts';
import { messageTarget } from '../../state/pay-target.ts';
import { fill, t } from '../../text/dictionary.ts';
import { money } from '../../text/money.ts';
import { useChat } from '../chat/chat-context.ts';
import { Icon } from '../shared/icon.tsx';
import { useIsPaid } from './invoice-card.tsx';
import { WithStars } from './price.tsx';
import { useOpenPayDialog } from './use-open-pay-dialog.ts';

type PayKeyProps = {
  readonly message: Message;
  /** The bot's words; absent when it gave none. */
  readonly label?: string;
};

/** The Pay button of an invoice. It stays after payment: paying twice is a thing to try. */
export function PayKey({ message, label }: PayKeyProps) {
  const { payments } = useApp();
  const { chatId, me } = useChat();
  const openPayDialog = useOpenPayDialog();
  const isPaid = useIsPaid(message.message_id);
  const all = useSyncExternalStore(payments.progress.subscribe, payments.progress.get);
  if (me === undefined) return null;
  const target = messageTarget(me, chatId, message.message_id);
  const isPaying = all.get(target.key)?.status === 'paying';
  return (
    <button
      type="button"
      className={isPaid ? 'inline-key inline-key-paid' : 'inline-key inline-key-pay'}
      aria-busy={isPaying}
      onClick={() => openPayDialog(target)}
    >
      {isPaid && <Icon name="receipt" size={17} />}
      <span>{isPaid ? t.receipt : <WithStars text={label ?? defaultLabel(message)} />}</span>
      {isPaying && <span className="spinner" />}
    </button>
  );
}

/** What Telegram writes on the button that it adds to an invoice without one. */
function defaultLabel({ invoice }: Message): string {
  if (invoice === undefined) return t.checkout;
  return fill(t.confirmAndPay, { price: money(invoice.currency, invoice.total_amount) });
}
