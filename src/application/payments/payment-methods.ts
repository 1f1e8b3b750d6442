import { currencyOf, type PaymentMethod, paymentMethods } from '../../domain/payments/payment.ts';
import type { Settings } from '../../domain/settings/settings.ts';

/** What this installation has credentials for. */
export type ConfiguredMethods = { readonly [method in PaymentMethod]: boolean };

/** What users may choose: configured, and not switched off by an admin. */
export function offeredMethods(
  configured: ConfiguredMethods,
  { starsPayments, rubPayments }: Pick<Settings, 'starsPayments' | 'rubPayments'>,
): readonly PaymentMethod[] {
  return paymentMethods.filter((method) => {
    const isOn = currencyOf(method) === 'XTR' ? starsPayments === 'on' : rubPayments === 'on';
    return configured[method] && isOn;
  });
}
