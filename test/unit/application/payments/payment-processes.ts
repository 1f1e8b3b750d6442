import { ApproveCheckout } from '../../../../src/application/payments/approve-checkout.ts';
import type { JobOutcome } from '../../../../src/application/ports/job-queue.ts';
import { composePayments, type PaymentPorts } from '../../../../src/infrastructure/payments.ts';

/** The use cases around money as one process of the product has them. */
export function paymentProcess(ports: Omit<PaymentPorts, 'returnUrl'>) {
  const payments = composePayments({ ...ports, returnUrl: 'https://t.me/bot' });
  const { unitOfWork, clock } = ports;
  return {
    ...payments,
    approve: new ApproveCheckout(unitOfWork.direct.payments, clock),
    handleNotification: async (id: string): Promise<JobOutcome> =>
      (await payments.pages?.handle.execute(id)) ?? { kind: 'done' },
    /** @returns how many differences were new. */
    reconcile: (): Promise<number> => payments.reconcile.execute(),
  };
}

export type PaymentProcess = ReturnType<typeof paymentProcess>;
