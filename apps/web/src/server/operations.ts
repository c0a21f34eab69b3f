/** Every operation of the HTTP API, in the order of its document. */

import {
  changeAccount,
  changeEmail,
  deleteOwnAccount,
  endOwnOtherSessions,
  endOwnSession,
  listOwnSessions,
  readAccount,
} from '../features/account/account-operations.ts'
import { renewPassword, sendPasswordLink } from '../features/account/password-operations.ts'
import { signUp } from '../features/account/sign-up-operation.ts'
import { watchChannel } from '../features/channels/channel-events-operation.ts'
import {
  listBroadcasts,
  listChannels,
  listLiveBroadcasts,
  listRecordedBroadcasts,
  readBroadcast,
  readChannel,
  readViewers,
} from '../features/channels/read-operations.ts'
import {
  deleteChatBan,
  readChatBans,
  readChatOverlay,
  readReplayedChat,
  renewChatOverlay,
  setChatName,
} from '../features/chat/operations.ts'
import { exportAnalytics, readAnalytics, watchDashboard } from '../features/dashboard/dashboard-operations.ts'
import { addElsewhere, listElsewhere, removeElsewhere } from '../features/elsewhere/operations.ts'
import { uploadPicture } from '../features/media/upload-operation.ts'
import {
  addBrowser,
  followChannel,
  listBrowsers,
  listFollowed,
  readFollow,
  removeBrowser,
  removeBrowserById,
  unfollowChannel,
  unsubscribe,
} from '../features/notifications/operations.ts'
import { givePassword } from '../features/privacy/password-operation.ts'
import { downloadRecording, readPicture } from '../features/recordings/guarded-operations.ts'
import { deleteRecording, exportRecording } from '../features/recordings/recording-operations.ts'
import {
  addPerson,
  banPerson,
  changePerson,
  invite,
  listInvited,
  listPeople,
  removePerson,
  resetPassword,
  unbanPerson,
  uninvite,
} from '../features/settings/people-operations.ts'
import { changeSettings, listAudit, readSettings, rotate } from '../features/settings/settings-operations.ts'
import { setUp } from '../features/setup/setup-operation.ts'
import { readServer } from '../features/site/server-operation.ts'
import {
  endBroadcast,
  listPast,
  readBroadcastAnalytics,
  setNextWords,
  setWords,
  startTestPicture,
  stopTestPicture,
} from '../features/studio/broadcast-operations.ts'
import {
  addChannel,
  announceBroadcast,
  editChannel,
  listOwnChannels,
  removeChannel,
  withdrawAnnouncement,
} from '../features/studio/channel-operations.ts'
import { changeChatSettings, readChatSettings } from '../features/studio/chat-settings-operation.ts'
import { addModerator, listModerators, removeModerator } from '../features/studio/moderator-operations.ts'
import { updateSettings } from '../features/studio/settings-operation.ts'
import {
  createStreamKey,
  deleteStreamKey,
  listKeys,
  renameKey,
  rotateKey,
} from '../features/studio/stream-key-operations.ts'
import { watchStudio } from '../features/studio/studio-events-operation.ts'
import { createToken, listTokens, revokeToken } from '../features/tokens/operations.ts'
import { requestTicket } from '../features/watch/ticket-operation.ts'
import {
  changeChannelWebhook,
  createChannelWebhook,
  deleteChannelWebhook,
  listChannelDeliveries,
  listChannelWebhooks,
  redeliverChannelWebhook,
  rotateChannelWebhookSecret,
  testChannelWebhook,
} from '../features/webhooks/channel-operations.ts'
import {
  changeServerWebhook,
  createServerWebhook,
  deleteServerWebhook,
  listServerDeliveries,
  listServerWebhooks,
  redeliverServerWebhook,
  rotateServerWebhookSecret,
  testServerWebhook,
} from '../features/webhooks/server-operations.ts'
import type { Operation } from './operation.ts'

export const OPERATIONS: readonly Operation[] = [
  // channels
  listChannels,
  readChannel,
  listOwnChannels,
  addChannel,
  editChannel,
  removeChannel,
  watchChannel,
  updateSettings,
  announceBroadcast,
  withdrawAnnouncement,
  listModerators,
  addModerator,
  removeModerator,
  listKeys,
  createStreamKey,
  renameKey,
  rotateKey,
  deleteStreamKey,
  watchStudio,
  // broadcasts
  listLiveBroadcasts,
  listBroadcasts,
  readBroadcast,
  readViewers,
  setNextWords,
  listPast,
  setWords,
  endBroadcast,
  startTestPicture,
  stopTestPicture,
  // recordings
  listRecordedBroadcasts,
  deleteRecording,
  exportRecording,
  downloadRecording,
  // watching
  requestTicket,
  givePassword,
  readPicture,
  // analytics
  watchDashboard,
  readAnalytics,
  exportAnalytics,
  readBroadcastAnalytics,
  // webhooks
  listChannelWebhooks,
  createChannelWebhook,
  changeChannelWebhook,
  deleteChannelWebhook,
  rotateChannelWebhookSecret,
  testChannelWebhook,
  listChannelDeliveries,
  redeliverChannelWebhook,
  listServerWebhooks,
  createServerWebhook,
  changeServerWebhook,
  deleteServerWebhook,
  rotateServerWebhookSecret,
  testServerWebhook,
  listServerDeliveries,
  redeliverServerWebhook,
  // notifications
  readFollow,
  followChannel,
  unfollowChannel,
  listFollowed,
  listBrowsers,
  addBrowser,
  removeBrowserById,
  removeBrowser,
  unsubscribe,
  // account
  listTokens,
  createToken,
  revokeToken,
  // account
  sendPasswordLink,
  renewPassword,
  signUp,
  readAccount,
  changeAccount,
  changeEmail,
  listOwnSessions,
  endOwnSession,
  endOwnOtherSessions,
  deleteOwnAccount,
  // pictures
  uploadPicture,
  // people
  listPeople,
  addPerson,
  changePerson,
  banPerson,
  unbanPerson,
  removePerson,
  resetPassword,
  listInvited,
  invite,
  uninvite,
  // server
  readSettings,
  changeSettings,
  listElsewhere,
  addElsewhere,
  removeElsewhere,
  rotate,
  listAudit,
  readServer,
  setUp,
  // chat
  readChatSettings,
  changeChatSettings,
  setChatName,
  readReplayedChat,
  readChatBans,
  deleteChatBan,
  readChatOverlay,
  renewChatOverlay,
]
