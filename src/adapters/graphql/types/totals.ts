import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { Totals as View } from '../../../application/queries/statistics.ts';
import { allow } from '../access/allow.ts';
import { make } from '../make.ts';

@allow('statistics:read')
@ObjectType({ description: 'Numbers of all time, as of this moment; some seconds old.' })
export class Totals {
  @Field(() => Int, { description: 'Users who ever wrote to the bot.' })
  readonly users!: number;

  @Field(() => Int, { description: 'Users who ever paid.' })
  readonly payingUsers!: number;

  @Field(() => Int, { description: 'Generations that were ever accepted.' })
  readonly generations!: number;

  @Field(() => Int, { description: 'Payments that were ever ordered, paid or not.' })
  readonly payments!: number;

  @Field(() => Float, { description: 'Entries of the ledger; whole, and may exceed 32 bits.' })
  readonly creditEntries!: number;

  @Field(() => Int, { description: 'Users who came by invitation.' })
  readonly referrals!: number;

  @Field(() => Float, {
    description:
      'Credits that all users together have and did not spend; whole, and may exceed 32 bits.',
  })
  readonly creditsAvailable!: number;

  @Field(() => Int, { description: 'Generations that wait for a worker.' })
  readonly queued!: number;

  @Field(() => Int, {
    description: 'Generations that a worker is at, or that are being delivered.',
  })
  readonly running!: number;
}

export const toTotals = ({ creditsAvailable, ...counts }: View): Totals =>
  make(Totals, { ...counts, creditsAvailable: Number(creditsAvailable) });
