import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import type {
  PaymentFilter as Filter,
  PaymentSortField,
} from '../../../application/queries/payments.ts';
import type { Currency as DomainCurrency } from '../../../domain/payments/money.ts';
import type {
  PaymentFlag as Flag,
  PaymentMethod as Method,
  PaymentStatus as Status,
} from '../../../domain/payments/payment.ts';
import { packageId } from '../../../domain/shared/ids.ts';
import { PageArgs, pageRules } from '../connections/page-args.ts';
import { fromId, typeOfId } from '../ids.ts';
import { Currency, PaymentFlag, PaymentMethod, PaymentStatus } from '../types/payment-enums.ts';
import { filteredId, filteredUser, searchRules, someOf } from './filters.ts';
import { MoneyRange, moneyAmountsOf } from './money-range.ts';
import { DateTimeRange, periodOf } from './ranges.ts';
import { type SortInput, sortInput } from './sort-input.ts';

const PaymentSort = sortInput<PaymentSortField>('Payment', {
  CREATED: { by: 'created', of: 'When it was ordered.' },
  PAID: { by: 'paid', of: 'When it was paid; leaves out what nobody paid.' },
  AMOUNT: {
    by: 'amount',
    of: 'The price in smallest units, whatever its currency: filter by one to compare.',
  },
});

@InputType({ description: 'Conditions on payments, all of which must hold.' })
export class PaymentFilter {
  static readonly rules = z
    .object({
      statuses: someOf,
      currency: z.string().nullish(),
      amount: MoneyRange.rules.nullish(),
      createdAt: DateTimeRange.rules.nullish(),
      paidAt: DateTimeRange.rules.nullish(),
      promoCode: searchRules,
      search: z.string().trim().min(1).max(200).nullish(),
    })
    .refine(({ currency, amount }) => !currency || !amount || currency === amount.currency, {
      path: ['amount', 'currency'],
      message: 'must be the same as currency',
    });

  @Field(() => ID, { nullable: true, description: 'Of this user.' })
  readonly userId?: string | null;

  @Field(() => PaymentMethod, { nullable: true, description: 'How they are made.' })
  readonly method?: Method | null;

  @Field(() => [PaymentStatus], {
    nullable: true,
    description: 'Any of these. At most 50 items; an empty list lets nothing through.',
  })
  readonly statuses?: readonly Status[] | null;

  @Field(() => PaymentFlag, { nullable: true, description: 'Why an admin should look at them.' })
  readonly flag?: Flag | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether an admin should look at them.' })
  readonly isFlagged?: boolean | null;

  @Field(() => Currency, { nullable: true, description: 'What they are paid in.' })
  readonly currency?: DomainCurrency | null;

  @Field(() => MoneyRange, { nullable: true, description: 'What they cost the user.' })
  readonly amount?: MoneyRange | null;

  @Field(() => ID, { nullable: true, description: 'What is paid for.' })
  readonly packageId?: string | null;

  @Field(() => DateTimeRange, { nullable: true, description: 'When they were ordered.' })
  readonly createdAt?: DateTimeRange | null;

  @Field(() => DateTimeRange, { nullable: true, description: 'When they were paid.' })
  readonly paidAt?: DateTimeRange | null;

  @Field(() => String, {
    nullable: true,
    description: 'The promo code that they came with, in any case. 1 to 100 characters.',
  })
  readonly promoCode?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "A whole id: ours, Telegram's charge id or YooKassa's payment id. 1 to 200 characters.",
  })
  readonly search?: string | null;
}

@ArgsType()
export class PaymentsArgs extends PageArgs {
  static readonly argumentRules = z.object({ ...pageRules, filter: PaymentFilter.rules.nullish() });

  @Field(() => PaymentFilter, { nullable: true, description: 'Which; all without it.' })
  readonly filter?: PaymentFilter | null;

  @Field(() => PaymentSort, { nullable: true, description: 'The newest first without it.' })
  readonly sort?: SortInput<PaymentSortField> | null;
}

export function paymentFilterOf(filter: PaymentFilter | null | undefined): Filter {
  const ofPackage = filteredId('Package', filter?.packageId, 'packageId');
  const search = filter?.search?.trim();
  return {
    userId: filteredUser(filter?.userId),
    method: filter?.method ?? undefined,
    statuses: filter?.statuses ?? undefined,
    flag: filter?.flag ?? undefined,
    isFlagged: filter?.isFlagged ?? undefined,
    currency: filter?.currency ?? filter?.amount?.currency,
    amount: filter?.amount ? moneyAmountsOf(filter.amount) : undefined,
    packageId: ofPackage === undefined ? undefined : packageId(ofPackage),
    created: periodOf(filter?.createdAt),
    paid: periodOf(filter?.paidAt),
    promoCode: filter?.promoCode?.trim(),
    // Our own ids carry their type in front.
    search:
      search !== undefined && typeOfId(search) === 'Payment'
        ? fromId('Payment', search, 'filter.search')
        : search,
  };
}
