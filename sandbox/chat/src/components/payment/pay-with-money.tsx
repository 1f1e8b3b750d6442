import type { FormEvent } from 'react';
import { t } from '../../text/dictionary.ts';
import { PayMethods, readMethod } from './pay-methods.tsx';
import { PayButton, type PayParts, PayTrouble } from './pay-parts.tsx';
import { Price, WithPrice } from './price.tsx';

/** A provider's checkout: what is bought, how it is paid, where the receipt goes. */
export function PayWithMoney({ view, progress, onPay }: PayParts) {
  const { currency, totalAmount } = view;
  const price = <Price currency={currency} totalAmount={totalAmount} />;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const email = data.get('email');
    onPay({
      method: readMethod(data),
      ...(email === null ? {} : { email: String(email).trim() }),
      ...(data.has('decline') ? { decline: true } : {}),
    });
  };
  return (
    <form className="pay" onSubmit={submit}>
      <div className="pay-goods">
        <h3>{view.title}</h3>
        <p>{view.description}</p>
      </div>
      <ul className="pay-sum">
        {view.prices.length > 1 &&
          view.prices.map(({ label, amount }) => (
            <li key={label}>
              {label}
              <Price currency={currency} totalAmount={amount} />
            </li>
          ))}
        <li className="pay-total">
          {t.total} <b>{price}</b>
        </li>
      </ul>
      <fieldset className="pay-fields" disabled={progress?.status === 'paying'}>
        <PayMethods />
        {view.needEmail && (
          <label className="field">
            <span>{t.email}</span>
            <input
              className="input"
              name="email"
              type="email"
              required
              placeholder="name@example.com"
              autoComplete="off"
            />
          </label>
        )}
        <label className="switch">
          <span>
            {t.bankDeclines}
            <small>{t.methodHint}</small>
          </span>
          <input type="checkbox" name="decline" />
        </label>
      </fieldset>
      <PayTrouble progress={progress} />
      <PayButton progress={progress}>
        <span>
          <WithPrice text={t.confirmAndPay}>{price}</WithPrice>
        </span>
      </PayButton>
    </form>
  );
}
