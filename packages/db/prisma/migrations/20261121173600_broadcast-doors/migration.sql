-- AlterTable
ALTER TABLE "Broadcast" ADD COLUMN     "doorChangedAt" TIMESTAMP(3);

-- CreateIndex
CREATE INDEX "Broadcast_doorChangedAt_idx" ON "Broadcast"("doorChangedAt");
