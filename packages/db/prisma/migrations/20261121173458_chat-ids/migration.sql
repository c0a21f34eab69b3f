-- AlterTable
ALTER TABLE "ChatBan" ADD COLUMN     "addressHash" TEXT;

-- AlterTable
ALTER TABLE "ChatMessage" ADD COLUMN     "clientId" TEXT;

-- CreateIndex
CREATE INDEX "ChatMessage_broadcastId_at_idx" ON "ChatMessage"("broadcastId", "at");

-- CreateIndex
CREATE UNIQUE INDEX "ChatMessage_channelId_authorId_clientId_key" ON "ChatMessage"("channelId", "authorId", "clientId");
