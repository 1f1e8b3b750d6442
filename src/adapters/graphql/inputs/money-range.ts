import { Field, InputType } from 'type-graphql';
import { z } from 'zod';
import type { AmountRange } from '../../../application/queries/paging.ts';
import { type Currency as DomainCurrency, parseMoney } from '../../../domain/payments/money.ts';
import { Currency } from '../types/payment-enums.ts';

const currencies = Object.values(Currency);

@InputType({ description: 'A range of money in one currency, both ends inclusive.' })
export class MoneyRange {
  static readonly rules = z
    .object({
      currency: z.enum(currencies),
      min: z.string().max(20).nullish(),
      max: z.string().max(20).nullish(),
    })
    .superRefine(({ currency, min, max }, problems) => {
      for (const [field, text] of Object.entries({ min, max })) {
        if (text != null && !parseMoney(text, currency).ok) {
          problems.addIssue({
            code: 'custom',
            path: [field],
            message: `must be a decimal amount of ${currency}, like ${currency === 'RUB' ? '499.00' : '50'}`,
          });
        }
      }
      const [least, most] = [minorOf(min, currency), minorOf(max, currency)];
      if (least !== undefined && most !== undefined && least > most) {
        problems.addIssue({ code: 'custom', path: ['max'], message: 'must be at least min' });
      }
    });

  @Field(() => Currency, { description: 'Only amounts in this currency are compared.' })
  readonly currency!: DomainCurrency;

  @Field(() => String, { nullable: true, description: 'Decimal string, e.g. `99.50`; inclusive.' })
  readonly min?: string | null;

  @Field(() => String, { nullable: true, description: 'Decimal string, e.g. `499`; inclusive.' })
  readonly max?: string | null;
}

/** In minor units. */
export const moneyAmountsOf = ({ currency, min, max }: MoneyRange): AmountRange => ({
  min: minorOf(min, currency),
  max: minorOf(max, currency),
});

function minorOf(text: string | null | undefined, currency: DomainCurrency): bigint | undefined {
  const parsed = text == null ? undefined : parseMoney(text, currency);
  return parsed?.ok ? parsed.value.minor : undefined;
}
