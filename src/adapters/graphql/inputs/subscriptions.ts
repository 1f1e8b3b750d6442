import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import type {
  SubscriptionFilter,
  SubscriptionSortField,
} from '../../../application/queries/subscriptions.ts';
import type { SubscriptionState as State } from '../../../domain/payments/subscription.ts';
import { packageId } from '../../../domain/shared/ids.ts';
import { PageArgs, pageRules } from '../connections/page-args.ts';
import { SubscriptionState } from '../types/subscription.ts';
import { filteredId, filteredUser } from './filters.ts';
import { DateTimeRange, periodOf } from './ranges.ts';
import { type SortInput, sortInput } from './sort-input.ts';

const CreditSubscriptionSort = sortInput<SubscriptionSortField>('CreditSubscription', {
  CREATED: { by: 'created', of: 'When it was begun.' },
  PAID_UNTIL: { by: 'paidUntil', of: 'The end of the time that is paid.' },
});

@InputType({ description: 'Conditions on subscriptions, all of which must hold.' })
export class CreditSubscriptionFilter {
  static readonly rules = z.object({ paidUntil: DateTimeRange.rules.nullish() });

  @Field(() => ID, { nullable: true, description: 'Of this user.' })
  readonly userId?: string | null;

  @Field(() => SubscriptionState, { nullable: true, description: 'How they stand.' })
  readonly state?: State | null;

  @Field(() => ID, { nullable: true, description: 'What is bought.' })
  readonly packageId?: string | null;

  @Field(() => DateTimeRange, { nullable: true, description: 'The end of the time that is paid.' })
  readonly paidUntil?: DateTimeRange | null;
}

@ArgsType()
export class CreditSubscriptionsArgs extends PageArgs {
  static readonly argumentRules = z.object({
    ...pageRules,
    filter: CreditSubscriptionFilter.rules.nullish(),
  });

  @Field(() => CreditSubscriptionFilter, { nullable: true, description: 'Which; all without it.' })
  readonly filter?: CreditSubscriptionFilter | null;

  @Field(() => CreditSubscriptionSort, {
    nullable: true,
    description: 'The newest first without it.',
  })
  readonly sort?: SortInput<SubscriptionSortField> | null;
}

export function subscriptionFilterOf(
  filter: CreditSubscriptionFilter | null | undefined,
): SubscriptionFilter {
  const ofPackage = filteredId('Package', filter?.packageId, 'packageId');
  return {
    userId: filteredUser(filter?.userId),
    state: filter?.state ?? undefined,
    packageId: ofPackage === undefined ? undefined : packageId(ofPackage),
    paidUntil: periodOf(filter?.paidUntil),
  };
}
