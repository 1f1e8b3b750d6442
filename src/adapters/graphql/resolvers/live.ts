import { Args, Ctx, Resolver, Root, type SubscribeResolverData, Subscription } from 'type-graphql';
import type { Change } from '../../../application/ports/change-feed.ts';
import { type UserId, userId } from '../../../domain/shared/ids.ts';
import { allow } from '../access/allow.ts';
import type { ApiContext } from '../context.ts';
import { fromId } from '../ids.ts';
import { GenerationChangedArgs, PaymentChangedArgs } from '../inputs/live.ts';
import { Generation, toGeneration } from '../types/generation.ts';
import { Payment, toPayment } from '../types/payment.ts';

type GenerationChange = Extract<Change, { readonly data: { readonly generationId: unknown } }>;
type PaymentChange = Extract<Change, { readonly data: { readonly paymentId: unknown } }>;

@Resolver()
export class LiveResolver {
  @allow('generations:read')
  @Subscription(() => Generation, {
    description:
      'A generation each time it is created, moves on or ends, on whichever server. Of several moves in quick succession the newest state is sent.',
    subscribe: ({
      args,
      context,
    }: SubscribeResolverData<unknown, GenerationChangedArgs, ApiContext>) =>
      generationChanges(args, context),
  })
  async generationChanged(
    @Args(() => GenerationChangedArgs) _args: GenerationChangedArgs,
    @Root() { data: { generationId } }: GenerationChange,
    @Ctx() { loaders }: ApiContext,
  ): Promise<Generation> {
    const view = await loaders.generations.load(generationId);
    if (view === undefined) {
      throw new Error(`Cannot show generation ${generationId} as there is none any more`);
    }
    return toGeneration(view);
  }

  @allow('payments:read')
  @Subscription(() => Payment, {
    description: 'A payment each time it is ordered, paid, refunded or closed.',
    subscribe: ({
      args,
      context,
    }: SubscribeResolverData<unknown, PaymentChangedArgs, ApiContext>) =>
      paymentChanges(args, context),
  })
  async paymentChanged(
    @Args(() => PaymentChangedArgs) _args: PaymentChangedArgs,
    @Root() { data: { paymentId } }: PaymentChange,
    @Ctx() { loaders }: ApiContext,
  ): Promise<Payment> {
    const view = await loaders.payments.load(paymentId);
    if (view === undefined) {
      throw new Error(`Cannot show payment ${paymentId} as there is none any more`);
    }
    return toPayment(view);
  }
}

function generationChanges({ id, userId: owner }: GenerationChangedArgs, { services }: ApiContext) {
  const wantedId = id ? fromId('Generation', id) : undefined;
  const wantedUser = userIn(owner);
  const isWanted = (change: Change): change is GenerationChange =>
    'generationId' in change.data &&
    (wantedId === undefined || change.data.generationId === wantedId) &&
    (wantedUser === undefined || change.userId === wantedUser);
  return services.changes.subscribe(isWanted, (change) =>
    'generationId' in change.data ? change.data.generationId : change.id,
  );
}

function paymentChanges({ userId: owner }: PaymentChangedArgs, { services }: ApiContext) {
  const wantedUser = userIn(owner);
  const isWanted = (change: Change): change is PaymentChange =>
    'paymentId' in change.data && (wantedUser === undefined || change.userId === wantedUser);
  return services.changes.subscribe(isWanted, (change) =>
    'paymentId' in change.data ? change.data.paymentId : change.id,
  );
}

const userIn = (id: string | null | undefined): UserId | undefined =>
  id ? userId(Number(fromId('User', id, 'userId'))) : undefined;
