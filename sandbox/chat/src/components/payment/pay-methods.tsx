import type { ReactNode } from 'react';
import type { PaymentMethod } from '../../api/model.ts';
import { t } from '../../text/dictionary.ts';
import { Icon } from '../shared/icon.tsx';
import './pay-methods.css';

type Method = {
  readonly id: PaymentMethod;
  readonly label: string;
  /** Not a trade mark: a colour and a sign to tell them apart by. */
  readonly sign: ReactNode;
};

const METHODS: readonly [Method, ...Method[]] = [
  { id: 'bank_card', label: t.methodCard, sign: <Icon name="card" size={18} /> },
  { id: 'sberbank', label: 'SberPay', sign: <Icon name="check" size={16} /> },
  { id: 'sbp', label: t.methodSbp, sign: <Icon name="bolt" size={16} /> },
  { id: 'yoo_money', label: t.methodYooMoney, sign: 'Ю' },
  { id: 'tinkoff_bank', label: 'T-Pay', sign: 'T' },
];

export function PayMethods() {
  return (
    <fieldset className="field pay-methods">
      <legend>{t.payMethod}</legend>
      {METHODS.map(({ id, label, sign }, index) => (
        <label key={id} className="pay-method">
          <span className={`pay-method-sign pay-method-${id}`}>{sign}</span>
          {label}
          <input type="radio" name="method" value={id} defaultChecked={index === 0} />
        </label>
      ))}
    </fieldset>
  );
}

/** The method that was picked in a form with `PayMethods`. */
export function readMethod(form: FormData): PaymentMethod {
  const picked = form.get('method');
  return METHODS.find(({ id }) => id === picked)?.id ?? METHODS[0].id;
}
