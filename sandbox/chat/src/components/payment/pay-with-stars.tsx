import { usePage } from '../../state/app.ts';
import { t } from '../../text/dictionary.ts';
import { STARS } from '../../text/format-money.ts';
import { PayButton, type PayParts, PayTrouble } from './pay-parts.tsx';
import { Price, WithPrice } from './price.tsx';
import { Star } from './star.tsx';
import { Period } from './subscription-period.tsx';
import { TopUp } from './top-up.tsx';

type PayWithStarsProps = PayParts & { readonly userId: number };

/** Stars: what is bought, what it costs, what the person has; enough of them or not. */
export function PayWithStars({ view, progress, onPay, userId }: PayWithStarsProps) {
  const balance = usePage((state) => state.users.get(userId)?.starsBalance ?? 0);
  const missing = view.totalAmount - balance;
  const isSubscription = view.subscriptionPeriod !== undefined;
  const isPaying = progress?.status === 'paying';
  const price = <Price currency={STARS} totalAmount={view.totalAmount} />;
  return (
    <div className="pay">
      <div className="pay-hero">
        <span className="pay-medal">
          <Star size={58} />
        </span>
        <h3>{view.title}</h3>
        <p>{view.description}</p>
        <strong className="pay-price">
          {isSubscription ? <Period seconds={view.subscriptionPeriod} price={price} /> : price}
        </strong>
        {isSubscription && <small>{t.subscriptionHint}</small>}
      </div>
      <p className="pay-line">
        {t.balance}
        <b className={missing > 0 ? 'pay-short' : ''}>
          <Price currency={STARS} totalAmount={balance} />
        </b>
      </p>
      <PayTrouble progress={progress} />
      {missing > 0 && !isPaying ? (
        <TopUp userId={userId} balance={balance} missing={missing} />
      ) : (
        <PayButton progress={progress} onClick={() => onPay()}>
          <span>
            <WithPrice text={isSubscription ? t.subscribeFor : t.confirmAndPay}>{price}</WithPrice>
          </span>
        </PayButton>
      )}
    </div>
  );
}
