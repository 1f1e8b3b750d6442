import { z } from 'zod';
import { badRequest } from '../protocol/refusal.ts';
import { isObject } from '../spec/checker.ts';

/*
 * `provider_data` for YooKassa. Telegram passes it on unread; what is wrong with it shows only when
 * somebody pays, so here it is refused at once.
 */

const contact = {
  email: z.string().min(3).optional(),
  phone: z.string().min(5).optional(),
};

const receiptSchema = z.looseObject({
  ...contact,
  customer: z.looseObject(contact).optional(),
  tax_system_code: z.int().min(1).max(6).optional(),
  items: z
    .array(
      z.looseObject({
        description: z.string().min(1).max(128),
        quantity: z
          .union([z.number(), z.string()])
          .transform(String)
          .pipe(z.string().regex(/^\d+(\.\d{1,3})?$/)),
        amount: z.looseObject({ value: z.string().regex(/^\d+\.\d{2}$/), currency: z.string() }),
        vat_code: z.int().min(1).max(12),
      }),
    )
    .min(1)
    .max(100),
});

type Receipt = z.infer<typeof receiptSchema>;

export type ReceiptTerms = {
  readonly currency: string;
  /** In the smallest unit of the currency. */
  readonly totalAmount: number;
  /** Telegram gives the provider the payer's e-mail address or phone number. */
  readonly sharesContact: boolean;
};

/** @returns the JSON. @throws {Refusal} for no JSON, or a receipt that the provider would refuse. */
export function providerData(text: string, terms: ReceiptTerms): unknown {
  const data = parse(text);
  if (isObject(data) && data.receipt !== undefined) checkReceipt(data.receipt, terms);
  return data;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest('DATA_JSON_INVALID');
  }
}

function checkReceipt(input: unknown, terms: ReceiptTerms): void {
  const parsed = receiptSchema.safeParse(input);
  if (!parsed.success) throw invalid(z.prettifyError(parsed.error));
  const receipt = parsed.data;
  if (receipt.items.some((item) => item.amount.currency !== terms.currency)) {
    throw invalid(`an item is not in ${terms.currency}`);
  }
  const total = BigInt(terms.totalAmount) * THOUSAND;
  if (sumOf(receipt) !== total) {
    throw invalid('the sum of price x quantity is not the total of the invoice');
  }
  const { email, phone, customer } = receipt;
  const contacts = [email, phone, customer?.email, customer?.phone];
  if (!terms.sharesContact && contacts.every((known) => known === undefined)) {
    throw invalid('the customer has neither an e-mail address nor a phone number');
  }
}

const THOUSAND = 1_000n;

/** In thousandths of the smallest unit: quantities have up to three decimals. */
function sumOf(receipt: Receipt): bigint {
  let sum = 0n;
  for (const { amount, quantity } of receipt.items) {
    const [whole = '0', decimals = ''] = quantity.split('.');
    sum += BigInt(amount.value.replace('.', '')) * BigInt(whole + decimals.padEnd(3, '0'));
  }
  return sum;
}

function invalid(reason: string) {
  return badRequest(`invalid receipt in provider_data: ${reason}`);
}
