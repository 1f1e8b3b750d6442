import { Field, ObjectType } from 'type-graphql';
import { type Money as DomainMoney, decimal } from '../../../domain/payments/money.ts';
import { allow } from '../access/allow.ts';
import { make } from '../make.ts';

@allow('inherited')
@ObjectType({ description: 'An amount of money. Never negative: its field says the direction.' })
export class Money {
  @Field(() => String, {
    description:
      'Decimal string in units of the currency, e.g. `499.00` RUB, `50` XTR, `0.003912` USD.',
  })
  readonly amount!: string;

  @Field(() => String, {
    description: 'ISO 4217 code: `RUB`, `USD`; or `XTR` for Telegram Stars.',
  })
  readonly currency!: string;
}

export const toMoney = (money: DomainMoney): Money =>
  make(Money, { amount: decimal(money), currency: money.currency });

const usdDigits = 6;

/** @param micros millionths of a US dollar, as costs are kept */
export function usd(micros: bigint): Money {
  const text = micros.toString().padStart(usdDigits + 1, '0');
  const amount = `${text.slice(0, -usdDigits)}.${text.slice(-usdDigits)}`;
  return make(Money, { amount, currency: 'USD' });
}
