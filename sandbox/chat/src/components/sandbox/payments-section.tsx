import { useState } from 'react';
import { useApp, usePage } from '../../state/app.ts';
import { t } from '../../text/dictionary.ts';
import { STARS } from '../../text/format-money.ts';
import { Price } from '../payment/price.tsx';
import { EntryAction } from './entry-action.tsx';
import { PaymentEntry } from './payment-entry.tsx';
import { SubscriptionEntry } from './subscription-entry.tsx';
import './payments-section.css';

const SHOWN_FIRST = 3;

/** Who has paid what, and what may happen to a payment later. Newest first. */
export function PaymentsSection() {
  const { payments: actions } = useApp();
  const payments = usePage((state) => state.payments);
  const subscriptions = usePage((state) => state.subscriptions);
  const earned = usePage((state) => state.bot?.starsBalance ?? 0);
  const newest = [...payments.values()].reverse();
  const [isWhole, setWhole] = useState(false);
  return (
    <section className="drawer-section money" aria-label={t.payments}>
      <h3>
        {t.payments}
        {earned > 0 && (
          <span className="money-earned" title={t.botBalance}>
            <Price currency={STARS} totalAmount={earned} />
          </span>
        )}
      </h3>
      {payments.size === 0 && <p className="money-none">{t.noPayments}</p>}
      <ul className="money-list">
        {newest.slice(0, isWhole ? undefined : SHOWN_FIRST).map((payment) => (
          <PaymentEntry key={payment.chargeId} payment={payment} />
        ))}
      </ul>
      {newest.length > SHOWN_FIRST && (
        <button
          type="button"
          className="money-more"
          aria-expanded={isWhole}
          onClick={() => setWhole(!isWhole)}
        >
          {isWhole ? t.showLess : `${t.showMore} (${newest.length})`}
        </button>
      )}
      <p className="money-lose">
        <EntryAction label={t.loseNext} onAct={() => actions.loseNext()} />
      </p>
      {subscriptions.size > 0 && (
        <>
          <h3>{t.subscriptions}</h3>
          <ul className="money-list">
            {[...subscriptions.values()].reverse().map((subscription) => (
              <SubscriptionEntry key={subscription.chargeId} subscription={subscription} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
