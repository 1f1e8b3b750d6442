import type { InvoiceView } from '../../api/model.ts';
import { t } from '../../text/dictionary.ts';
import { Icon } from '../shared/icon.tsx';
import { Price } from './price.tsx';

type ReceiptProps = { readonly view: InvoiceView; readonly onPayAgain: () => void };

/** What a paid invoice opens; paying it once more is a thing to try. */
export function Receipt({ view, onPayAgain }: ReceiptProps) {
  return (
    <div className="pay">
      <div className="pay-hero">
        <span className="pay-medal pay-medal-paid">
          <Icon name="check" size={54} />
        </span>
        <h3>{view.title}</h3>
        <p>{view.description}</p>
        <strong className="pay-price">
          <Price currency={view.currency} totalAmount={view.totalAmount} />
        </strong>
        <span className="pay-mark">{t.paidMark}</span>
      </div>
      <button type="button" className="button button-quiet pay-button" onClick={onPayAgain}>
        {t.payAgain}
      </button>
      <p className="pay-again">{t.payAgainHint}</p>
    </div>
  );
}
