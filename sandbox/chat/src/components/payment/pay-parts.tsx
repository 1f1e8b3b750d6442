import type { ReactNode } from 'react';
import type { InvoiceView } from '../../api/model.ts';
import type { PayChoice, PayProgress } from '../../state/payments.ts';
import { t } from '../../text/dictionary.ts';
import { Icon } from '../shared/icon.tsx';

/** What both kinds of pay dialog are given. */
export type PayParts = {
  readonly view: InvoiceView;
  readonly progress: PayProgress | undefined;
  readonly onPay: (choice?: PayChoice) => void;
};

/** How the last attempt ended, when it did not end well. */
export function PayTrouble({ progress }: { progress: PayProgress | undefined }) {
  switch (progress?.status) {
    case 'refused':
      return <Trouble title={t.payRefused} text={progress.reason} />;
    case 'declined':
      return <Trouble title={t.bankDeclined} text={t.otherMethod} />;
    case 'timed-out':
      return <Trouble title={t.payTimedOut} text={t.nothingPaid} />;
    case 'failed':
      return <Trouble title={t.payFailed} text={progress.reason} />;
    case 'paying':
    case 'paid':
    case undefined:
      return null;
  }
}

function Trouble({ title, text }: { title: string; text: string }) {
  return (
    <div className="pay-trouble" role="alert">
      <Icon name="alert" size={20} />
      <div>
        <b>{title}</b>
        <p>{text}</p>
      </div>
    </div>
  );
}

type PayButtonProps = {
  readonly progress: PayProgress | undefined;
  readonly children: ReactNode;
  /** Absent in a form, which it submits. */
  readonly onClick?: () => void;
};

export function PayButton({ progress, children, onClick }: PayButtonProps) {
  const isPaying = progress?.status === 'paying';
  return (
    <button
      type={onClick === undefined ? 'submit' : 'button'}
      className="button pay-button"
      disabled={isPaying}
      aria-busy={isPaying}
      onClick={onClick}
    >
      {isPaying ? (
        <>
          <span className="pay-spinner" />
          {t.paying}
        </>
      ) : (
        children
      )}
    </button>
  );
}
