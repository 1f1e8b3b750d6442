import type { Message } from '../../api/model.ts';
import { usePage } from '../../state/app.ts';
import { fill, t } from '../../text/dictionary.ts';
import { STARS } from '../../text/format-money.ts';
import { serviceText } from '../../text/summaries.ts';
import { Icon } from '../shared/icon.tsx';
import { WithStars } from './price.tsx';
import './invoice-card.css';

/** A service message about money, with what it was for. */
export function PaymentLine({ message }: { message: Message }) {
  const paid = message.successful_payment ?? message.refunded_payment;
  const title = usePage(
    ({ payments }) => payments.get(paid?.telegram_payment_charge_id ?? '')?.title,
  );
  const isRefund = message.refunded_payment !== undefined;
  return (
    <p className="chip chip-payment">
      {isRefund && <Icon name="refresh" size={16} />}
      {!isRefund && paid?.currency !== STARS && <Icon name="check" size={16} />}
      <span>
        <WithStars text={serviceText(message)} />
        {title !== undefined && ` ${fill(t.paidFor, { title })}`}
      </span>
    </p>
  );
}
