import type { Settings } from '../settings/settings.ts';
import type { Money } from './money.ts';

/** A fiscal receipt under Russian law 54-FZ, with one line: what a package is. */
export interface Receipt {
  readonly email: string;
  readonly items: readonly ReceiptItem[];
  /** 1 to 6; absent when the cash register knows it itself. */
  readonly taxSystem?: number | undefined;
}

export interface ReceiptItem {
  /** At most 128 characters. */
  readonly description: string;
  readonly quantity: number;
  /** Of one piece. */
  readonly price: Money;
  /** 1 to 12. Source: yookassa.ru, 54-FZ parameters. */
  readonly vatCode: number;
  readonly subject: string;
  readonly mode: string;
}

export const longestItemDescription = 128;

export type ReceiptSettings = Pick<
  Settings,
  'receiptVatCode' | 'receiptTaxSystem' | 'receiptSubject' | 'receiptMode'
>;

/** One piece at the whole amount, so that the sum of price by quantity is the amount, always. */
export function receiptFor(
  sale: { readonly email: string; readonly description: string; readonly amount: Money },
  settings: ReceiptSettings,
): Receipt {
  return {
    email: sale.email,
    items: [
      {
        description: sale.description.slice(0, longestItemDescription),
        quantity: 1,
        price: sale.amount,
        vatCode: settings.receiptVatCode,
        subject: settings.receiptSubject,
        mode: settings.receiptMode,
      },
    ],
    taxSystem: settings.receiptTaxSystem === 0 ? undefined : settings.receiptTaxSystem,
  };
}

// Deliberately loose: whether an address exists only a message to it can tell.
const emailPattern =
  /^[^\s@<>"'(),;:\\[\]]{1,64}@[^\s@<>"'(),;:\\[\]]+\.[^\s@<>"'(),;:\\[\].]{2,}$/;
const longestEmail = 254;

/** @returns the address without surrounding space, or undefined when it cannot be one. */
export function emailIn(text: string): string | undefined {
  const email = text.trim();
  return email.length <= longestEmail && emailPattern.test(email) ? email : undefined;
}
