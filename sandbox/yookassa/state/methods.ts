import type { MethodName, PaymentMethod } from '../objects.ts';

/** Limits in kopecks: card 1 to 350,000 roubles, SBP to 700,000; the others as the card. */
const LIMITS: Readonly<Record<MethodName, readonly [bigint, bigint]>> = {
  bank_card: [1_00n, 350_000_00n],
  sberbank: [1_00n, 350_000_00n],
  sbp: [1n, 700_000_00n],
  yoo_money: [1_00n, 350_000_00n],
  tinkoff_bank: [1_00n, 350_000_00n],
};

/** How long the money stays held in a two-stage payment: 7 days by card and wallet. */
export const HOLD_MS = 7 * 24 * 3_600_000;

/** The methods of the shop that suit a payment. SBP has no two stages. */
export function methodsFor(
  offered: readonly MethodName[],
  amountKopecks: bigint,
  capture: boolean,
): readonly MethodName[] {
  return offered.filter((method) => {
    const [least, most] = LIMITS[method];
    return amountKopecks >= least && amountKopecks <= most && (capture || method !== 'sbp');
  });
}

/** What the payment shows of the method; the id is the payment's own, as with YooKassa. */
export function paidWith(type: MethodName, paymentId: string): PaymentMethod {
  const common = { type, id: paymentId, saved: false, status: 'inactive' } as const;
  switch (type) {
    case 'bank_card':
      return {
        ...common,
        title: 'Bank card *4444',
        card: {
          first6: '555555',
          last4: '4444',
          expiry_year: '2030',
          expiry_month: '12',
          card_type: 'MasterCard',
          issuer_country: 'RU',
        },
      };
    case 'sberbank':
      return { ...common, title: 'SberPay', phone: '79000000000' };
    case 'sbp':
      return {
        ...common,
        title: 'SBP',
        sbp_operation_id: '1027088AE4CB48CB81287833347A8777',
        payer_bank_details: { bank_id: '100000000111', bic: '044525225' },
      };
    case 'yoo_money':
      return {
        ...common,
        title: 'YooMoney wallet 410011758831136',
        account_number: '410011758831136',
      };
    case 'tinkoff_bank':
      return { ...common, title: 'T-Pay' };
  }
}
