import type { Payment } from '../../api/model.ts';
import { useApp } from '../../state/app.ts';
import { t } from '../../text/dictionary.ts';
import { shortTime } from '../../text/when.ts';
import { Price } from '../payment/price.tsx';
import { Icon } from '../shared/icon.tsx';
import { EntryAction } from './entry-action.tsx';
import { PersonName } from './person-name.tsx';

/** One payment, with what the store or Telegram may do to it. */
export function PaymentEntry({ payment }: { payment: Payment }) {
  const { payments, notices } = useApp();
  const { chargeId, title, currency, totalAmount, userId, paidAt, recurring } = payment;
  const isRefunded = payment.status === 'refunded';
  const copy = () => {
    navigator.clipboard
      .writeText(chargeId)
      .then(() => notices.tell(`${t.copied}: ${chargeId}`), notices.problem);
  };
  return (
    <li className={isRefunded ? 'money-entry money-refunded' : 'money-entry'}>
      <b className="money-title">{title}</b>
      <span className="money-amount">
        <Price currency={currency} totalAmount={totalAmount} />
      </span>
      <p className="money-who">
        <PersonName userId={userId} /> · {shortTime(paidAt * 1000)}
        {recurring === 'renewal' && ` · ${t.renewal}`}
        {isRefunded && ` · ${t.refundedMark}`}
      </p>
      <button
        type="button"
        className="money-charge"
        aria-label={t.copyChargeId}
        title={`${t.copyChargeId}: ${chargeId}`}
        onClick={copy}
      >
        <Icon name="copy" size={16} />
      </button>
      <div className="money-actions">
        {!isRefunded && (
          <EntryAction label={t.refund} onAct={() => payments.refund(chargeId)} isDangerous />
        )}
        <EntryAction label={t.repeatDelivery} onAct={() => payments.repeatDelivery(chargeId)} />
      </div>
    </li>
  );
}
