import type { Channels } from '../../channels/index.ts'
import type { SayInChat } from '../subject.ts'

/** By what reminders leave: the channels that are on, and the person's own thread where the house has chats. */
export type Ways = { channels: Channels; chat?: SayInChat }
