import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { Backlog, HealthView } from '../../../application/queries/health.ts';
import { allow } from '../access/allow.ts';
import { make } from '../make.ts';

@allow('inherited')
@ObjectType({ description: 'How the database is doing.' })
export class DatabaseHealth {
  @Field(() => Int, { description: 'Milliseconds that one statement took, there and back.' })
  readonly latencyMs!: number;

  @Field(() => String, { description: 'Of PostgreSQL, e.g. `18.4`.' })
  readonly version!: string;
}

@allow('inherited')
@ObjectType({ description: 'A lane of background jobs.' })
export class QueueHealth {
  @Field(() => String, { description: '`text`, `image` or `system`.' })
  readonly lane!: string;

  @Field(() => Int, { description: 'Jobs that wait or run.' })
  readonly jobs!: number;
}

@allow('inherited')
@ObjectType({ description: 'Generations that were accepted and are not over.' })
export class UnfinishedGenerations {
  @Field(() => Int, { description: 'Waiting for a worker.' })
  readonly queued!: number;

  @Field(() => Int, { description: 'A worker that lives is at it.' })
  readonly atWork!: number;

  @Field(() => Int, {
    description: 'Their worker is gone. They are taken up again within a minute: it stays near 0.',
  })
  readonly stranded!: number;

  @Field(() => Float, {
    nullable: true,
    description: 'Milliseconds since the oldest of them was accepted; null when there is none.',
  })
  readonly oldestAgeMs!: number | null;
}

@allow('inherited')
@ObjectType({ description: 'Somebody who follows all changes and never misses one.' })
export class ChangeReaderHealth {
  @Field(() => String, { description: 'e.g. `rollups`, `webhooks`.' })
  readonly name!: string;

  @Field(() => Float, {
    description: 'Milliseconds since the oldest change that it has yet to see; 0 for none.',
  })
  readonly lagMs!: number;
}

@allow('health:read')
@ObjectType({ description: 'How the product is doing, as of this moment.' })
export class Health {
  @Field(() => String, { description: 'Of the product, e.g. `1.4.2`.' })
  readonly version!: string;

  @Field(() => DatabaseHealth, { description: 'How the database is doing.' })
  readonly database!: DatabaseHealth;

  @Field(() => [QueueHealth], {
    nullable: true,
    description: 'Background jobs by lane; null when the queue cannot be reached.',
  })
  readonly queues!: readonly QueueHealth[] | null;

  @Field(() => UnfinishedGenerations, { description: 'What users wait for.' })
  readonly generations!: UnfinishedGenerations;

  @Field(() => Int, {
    description: 'Jobs on their way into the queue, counted up to 10,000. It stays near 0.',
  })
  readonly outboxJobs!: number;

  @Field(() => Float, {
    nullable: true,
    description: 'Milliseconds since the oldest of `outboxJobs` was made; null when there is none.',
  })
  readonly outboxOldestAgeMs!: number | null;

  @Field(() => [ChangeReaderHealth], { description: 'How far behind each one is.' })
  readonly changeReaders!: readonly ChangeReaderHealth[];
}

export const toHealth = ({ version, database, queues, backlog }: HealthView): Health =>
  make(Health, {
    version,
    database: make(DatabaseHealth, { latencyMs: database.latencyMs, version: database.version }),
    queues: queues?.map(({ lane, jobs }) => make(QueueHealth, { lane, jobs })) ?? null,
    generations: toUnfinished(backlog.generations),
    outboxJobs: backlog.outboxJobs,
    outboxOldestAgeMs: backlog.outboxOldestAgeMs ?? null,
    changeReaders: backlog.changeReaders.map(({ name, lagMs }) =>
      make(ChangeReaderHealth, { name, lagMs }),
    ),
  });

const toUnfinished = (view: Backlog['generations']): UnfinishedGenerations =>
  make(UnfinishedGenerations, {
    queued: view.queued,
    atWork: view.atWork,
    stranded: view.stranded,
    oldestAgeMs: view.oldestAgeMs ?? null,
  });
