import { useEffect } from 'react';
import { useApp, usePage } from '../../state/app.ts';
import { invoiceKey } from '../../state/pay-target.ts';
import { t } from '../../text/dictionary.ts';
import { STARS } from '../../text/format-money.ts';
import type { InvoiceContent } from '../../text/message-content.ts';
import { useChat } from '../chat/chat-context.ts';
import { Icon } from '../shared/icon.tsx';
import { Price } from './price.tsx';
import { Star } from './star.tsx';
import './invoice-card.css';

type InvoiceCardProps = { readonly messageId: number; readonly invoice: InvoiceContent };

/** What is sold and for how much; afterwards, that it is paid. */
export function InvoiceCard({ messageId, invoice }: InvoiceCardProps) {
  const { payments } = useApp();
  const { chatId } = useChat();
  const isPaid = useIsPaid(messageId);
  const isLive = usePage((state) => state.connection === 'live');
  useEffect(() => {
    if (isLive) void payments.learnPayers(chatId, messageId);
  }, [payments, isLive, chatId, messageId]);
  const { title, description, currency, totalAmount } = invoice;
  return (
    <div className="invoice">
      <span className="invoice-sign">
        {currency === STARS ? <Star size={26} /> : <Icon name="receipt" size={24} />}
      </span>
      <b className="invoice-title">{title}</b>
      <p className="invoice-description">{description}</p>
      <p className="invoice-foot">
        <strong>
          <Price currency={currency} totalAmount={totalAmount} />
        </strong>
        {isPaid && (
          <span className="invoice-paid">
            <Icon name="check" size={14} />
            {t.paidMark}
          </span>
        )}
      </p>
    </div>
  );
}

/** Whether the person at the page has paid the invoice message. */
export function useIsPaid(messageId: number): boolean {
  const { chatId, me } = useChat();
  return usePage(
    ({ payers }) =>
      me !== undefined && payers.get(invoiceKey(chatId, messageId))?.includes(me) === true,
  );
}
