import type { Subscription } from '../../api/model.ts';
import { useApp } from '../../state/app.ts';
import { fill, t } from '../../text/dictionary.ts';
import { STARS } from '../../text/format-money.ts';
import { fullDate } from '../../text/when.ts';
import { Price } from '../payment/price.tsx';
import { Period } from '../payment/subscription-period.tsx';
import { EntryAction } from './entry-action.tsx';
import { PersonName } from './person-name.tsx';

/** A subscription whose months pass on demand. */
export function SubscriptionEntry({ subscription }: { subscription: Subscription }) {
  const { payments } = useApp();
  const { chargeId, title, amount, periodSeconds, userId, expiresAt, state } = subscription;
  const change = (action: 'cancel' | 'resume' | 'fail') => () =>
    payments.changeSubscription(chargeId, action);
  const price = <Price currency={STARS} totalAmount={amount} />;
  return (
    <li className="money-entry">
      <b className="money-title">{title}</b>
      <span className={`money-state money-${state}`}>{t[state]}</span>
      <p className="money-who money-wide">
        <PersonName userId={userId} /> · <Period seconds={periodSeconds} price={price} /> ·{' '}
        {fill(t.until, { date: fullDate(expiresAt * 1000) })}
      </p>
      <div className="money-actions">
        {state === 'active' && (
          <>
            <EntryAction label={t.renew} onAct={() => payments.renew(chargeId)} />
            <EntryAction label={t.failRenewal} onAct={change('fail')} />
            <EntryAction label={t.cancelSubscription} onAct={change('cancel')} isDangerous />
          </>
        )}
        {state === 'canceled' && !subscription.canceledByBot && (
          <EntryAction label={t.resume} onAct={change('resume')} />
        )}
      </div>
    </li>
  );
}
