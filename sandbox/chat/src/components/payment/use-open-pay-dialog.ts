import { useApp } from '../../state/app.ts';
import type { PayTarget } from '../../state/pay-target.ts';

/** A function that opens the pay dialog, without what an earlier attempt left in it. */
export function useOpenPayDialog(): (target: PayTarget) => void {
  const { dialogs, payments } = useApp();
  return (target) => {
    payments.forget(target);
    dialogs.open({ kind: 'pay', target });
  };
}
