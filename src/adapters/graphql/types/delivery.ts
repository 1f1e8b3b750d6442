import { Field, Int, ObjectType } from 'type-graphql';
import type { DeliveryView } from '../../../application/queries/generations.ts';
import type { ImageId } from '../../../domain/shared/ids.ts';
import { allow } from '../access/allow.ts';
import { make } from '../make.ts';

@allow('inherited')
@ObjectType({ description: 'One Telegram message that carried (a part of) a result.' })
export class Delivery {
  /** For resolvers; not a field. */
  readonly imageId!: ImageId | undefined;

  @Field(() => Int, { description: '0 for the first message of the result.' })
  readonly index!: number;

  @Field(() => String, { description: 'Chat, as decimal digits; negative for groups.' })
  readonly chatId!: string;

  @Field(() => Int, { description: "The message's number in its chat." })
  readonly messageId!: number;
}

export const toDelivery = ({ index, chatId, messageId, imageId }: DeliveryView): Delivery =>
  make(Delivery, { imageId, index, chatId: String(chatId), messageId });
