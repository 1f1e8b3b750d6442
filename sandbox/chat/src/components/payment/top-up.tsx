import { useState } from 'react';
import { useApp } from '../../state/app.ts';
import { t } from '../../text/dictionary.ts';
import { STARS } from '../../text/format-money.ts';
import { Price, WithPrice } from './price.tsx';

/** As Telegram sells them. */
const PACKS = [50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000];
const OFFERED = 3;

type TopUpProps = {
  readonly userId: number;
  readonly balance: number;
  readonly missing: number;
};

/** Not enough Stars: the smallest packs that would do. */
export function TopUp({ userId, balance, missing }: TopUpProps) {
  const { payments } = useApp();
  const enough = PACKS.filter((pack) => pack >= missing).slice(0, OFFERED);
  const offers = enough.length === 0 ? [missing] : enough;
  const [chosen, setChosen] = useState(offers[0] ?? missing);
  const [isBusy, setBusy] = useState(false);
  const topUp = async () => {
    setBusy(true);
    await payments.setStars(userId, balance + chosen);
    setBusy(false);
  };
  return (
    <div className="top-up">
      <p role="status">
        <b className="pay-short">
          <WithPrice text={t.missingStars}>
            <Price currency={STARS} totalAmount={missing} />
          </WithPrice>
        </b>
        <small>{t.topUpHint}</small>
      </p>
      {offers.length > 1 && (
        <fieldset className="choice">
          <legend className="visually-hidden">{t.topUp}</legend>
          {offers.map((stars) => (
            <label key={stars}>
              <input
                type="radio"
                name="stars"
                checked={stars === chosen}
                onChange={() => setChosen(stars)}
              />
              <Price currency={STARS} totalAmount={stars} />
            </label>
          ))}
        </fieldset>
      )}
      <button
        type="button"
        className="button pay-button"
        disabled={isBusy}
        onClick={() => void topUp()}
      >
        <span>
          <WithPrice text={t.topUpBy}>
            <Price currency={STARS} totalAmount={chosen} />
          </WithPrice>
        </span>
      </button>
    </div>
  );
}
