import { useEffect, useState, useSyncExternalStore } from 'react';
import type { InvoiceView } from '../../api/model.ts';
import { useApp } from '../../state/app.ts';
import type { PayTarget } from '../../state/pay-target.ts';
import type { PayChoice } from '../../state/payments.ts';
import { t } from '../../text/dictionary.ts';
import { STARS } from '../../text/format-money.ts';
import { Modal } from '../shared/modal.tsx';
import { PayWithMoney } from './pay-with-money.tsx';
import { PayWithStars } from './pay-with-stars.tsx';
import { Receipt } from './receipt.tsx';
import './pay-dialog.css';

type PayDialogProps = { readonly target: PayTarget; readonly onClose: () => void };

/** What a person sees between the Pay button and the paid invoice. */
export function PayDialog({ target, onClose }: PayDialogProps) {
  const { payments } = useApp();
  const invoice = useInvoice(target);
  const [isAgain, setAgain] = useState(false);
  const all = useSyncExternalStore(payments.progress.subscribe, payments.progress.get);
  const progress = all.get(target.key);
  const isPaid = progress?.status === 'paid';
  useEffect(() => {
    if (isPaid) onClose();
  }, [isPaid, onClose]);

  const { view } = invoice;
  if (view === null) {
    return (
      <Modal title={invoice.problem === null ? t.loadingInvoice : t.invoiceGone} onClose={onClose}>
        <p className="pay-problem">{invoice.problem}</p>
      </Modal>
    );
  }
  // Any other link can be paid again and again.
  const isOnce = 'messageId' in target.invoice || view.subscriptionPeriod !== undefined;
  const hasPaid = isOnce && view.paidBy.includes(target.userId);
  const pay = (choice: PayChoice = {}) => {
    void payments.pay(target, view, hasPaid ? { ...choice, again: true } : choice);
  };
  if (hasPaid && !isAgain) {
    return (
      <Modal title={t.receipt} onClose={onClose}>
        <Receipt view={view} onPayAgain={() => setAgain(true)} />
      </Modal>
    );
  }
  const parts = { view, progress, onPay: pay };
  return view.currency === STARS ? (
    <Modal title={t.confirmPurchase} onClose={onClose}>
      <PayWithStars {...parts} userId={target.userId} />
    </Modal>
  ) : (
    <Modal title={t.checkout} onClose={onClose}>
      <PayWithMoney {...parts} />
    </Modal>
  );
}

type LookedUp =
  | { readonly view: InvoiceView }
  /** `problem` null: still loading. */
  | { readonly view: null; readonly problem: string | null };

function useInvoice(target: PayTarget): LookedUp {
  const { payments } = useApp();
  const [found, setFound] = useState<LookedUp>({ view: null, problem: null });
  useEffect(() => {
    let isOver = false;
    payments.look(target).then(
      (view) => {
        if (!isOver) setFound({ view });
      },
      (error: unknown) => {
        const problem = error instanceof Error ? error.message : String(error);
        if (!isOver) setFound({ view: null, problem });
      },
    );
    return () => {
      isOver = true;
    };
  }, [payments, target]);
  return found;
}
