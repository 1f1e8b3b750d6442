import { Field, GraphQLISODateTime, ID, Int, ObjectType } from 'type-graphql';
import type { GenerationView } from '../../../application/queries/generations.ts';
import type {
  ConversationId,
  GenerationId,
  ImageId,
  ModelId,
  UserId,
} from '../../../domain/shared/ids.ts';
import { allow } from '../access/allow.ts';
import { connectionOf } from '../connections/connection.ts';
import { toId } from '../ids.ts';
import { make } from '../make.ts';
import { longText } from '../protection/long-text.ts';
import { Language } from './enums.ts';
import { GenerationKind, GenerationStatus } from './generation-enums.ts';
import { GenerationFailure, toGenerationFailure } from './generation-failure.ts';
import { GenerationOutput, toGenerationOutput } from './generation-output.ts';
import { Node } from './node.ts';

@allow('inherited')
@ObjectType({ description: 'What a picture should be like; null is the default of the model.' })
export class ImageOptions {
  @Field(() => String, { nullable: true, description: 'Width to height, e.g. `16:9`.' })
  readonly aspectRatio!: string | null;

  @Field(() => String, { nullable: true, description: 'As the provider names it, e.g. `2K`.' })
  readonly imageSize!: string | null;
}

@allow('inherited')
@ObjectType({ description: "Where an answer goes, in Telegram's own ids." })
export class Destination {
  @Field(() => String, { description: 'Chat, as decimal digits; negative for groups.' })
  readonly chatId!: string;

  @Field(() => Int, { nullable: true, description: 'Forum topic.' })
  readonly threadId!: number | null;

  @Field(() => Int, { nullable: true, description: 'The message that is answered.' })
  readonly replyToMessageId!: number | null;
}

@allow('generations:read')
@ObjectType({ implements: Node, description: 'One request of a user, from asking to delivery.' })
export class Generation {
  /** For resolvers; these are no fields. */
  readonly generationId!: GenerationId;
  readonly userId!: UserId;
  readonly conversationId!: ConversationId | undefined;
  readonly modelId!: ModelId;
  readonly inputImageIds!: readonly ImageId[];

  @Field(() => ID, { description: 'Opaque.' })
  readonly id!: string;

  @Field(() => GenerationKind, { description: 'What was asked for.' })
  readonly kind!: string;

  @Field(() => GenerationStatus, { description: 'Where it stands.' })
  readonly status!: string;

  @longText
  @Field(() => String, { description: 'What the user wrote.' })
  readonly prompt!: string;

  @Field(() => String, { description: "The provider's name of the model that was asked for." })
  readonly modelName!: string;

  @Field(() => ImageOptions, { description: 'Wishes for the picture.' })
  readonly options!: ImageOptions;

  @Field(() => Int, { description: 'Pictures that came with the prompt.' })
  readonly inputCount!: number;

  @Field(() => Language, { description: 'What the bot spoke to the user then.' })
  readonly language!: string;

  @Field(() => Destination, { description: 'Where the answer goes.' })
  readonly destination!: Destination;

  @Field(() => Int, { description: 'Credits held when it was accepted.' })
  readonly price!: number;

  @Field(() => Int, {
    nullable: true,
    description: 'Credits charged in the end; null until it is over.',
  })
  readonly charged!: number | null;

  @Field(() => GenerationOutput, { nullable: true, description: 'Null until a model answered.' })
  readonly output!: GenerationOutput | null;

  @Field(() => GenerationFailure, {
    nullable: true,
    description: 'Why it was not delivered; null when it was, or is not over.',
  })
  readonly failure!: GenerationFailure | null;

  @Field(() => Int, { description: 'How often a worker took it up.' })
  readonly attempt!: number;

  @Field(() => GraphQLISODateTime, { description: 'When it was accepted.' })
  readonly createdAt!: Date;

  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: "When it left the user's own lane for the queue.",
  })
  readonly dispatchedAt!: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When a worker took it up.' })
  readonly startedAt!: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When it was over.' })
  readonly finishedAt!: Date | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Milliseconds from `createdAt` to `startedAt`; null until then.',
  })
  readonly waitMs!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Milliseconds from `createdAt` to `finishedAt`; null until then.',
  })
  readonly totalMs!: number | null;
}

export const GenerationConnection = connectionOf(Generation, 'Generation');

export function toGeneration(view: GenerationView): Generation {
  const { id, output, failure, destination, options, createdAt } = view;
  return make(Generation, {
    generationId: id,
    userId: view.userId,
    conversationId: view.conversationId,
    modelId: view.modelId,
    inputImageIds: view.inputImageIds,
    id: toId('Generation', id),
    kind: view.kind,
    status: view.status,
    prompt: view.prompt,
    modelName: view.modelId,
    options: make(ImageOptions, {
      aspectRatio: options.aspectRatio ?? null,
      imageSize: options.imageSize ?? null,
    }),
    inputCount: view.inputCount,
    language: view.language,
    destination: make(Destination, {
      chatId: String(destination.chatId),
      threadId: destination.threadId ?? null,
      replyToMessageId: destination.replyToMessageId ?? null,
    }),
    price: Number(view.price),
    charged: view.charged === undefined ? null : Number(view.charged),
    output: output === undefined ? null : toGenerationOutput(output),
    failure: failure === undefined ? null : toGenerationFailure(failure),
    attempt: view.attempt,
    createdAt,
    dispatchedAt: view.dispatchedAt ?? null,
    startedAt: view.startedAt ?? null,
    finishedAt: view.finishedAt ?? null,
    waitMs: elapsedMs(createdAt, view.startedAt),
    totalMs: elapsedMs(createdAt, view.finishedAt),
  });
}

/** What fits into an Int: 24 days. A generation expires long before. */
const longestMs = 2 ** 31 - 1;

const elapsedMs = (from: Date, until: Date | undefined): number | null =>
  until === undefined ? null : Math.min(until.getTime() - from.getTime(), longestMs);
