-- CreateEnum
CREATE TYPE "LatencyMode" AS ENUM ('balanced', 'low');

-- CreateEnum
CREATE TYPE "RecordingState" AS ENUM ('recording', 'ready', 'failed', 'deleting', 'deleted');

-- CreateEnum
CREATE TYPE "ExportState" AS ENUM ('waiting', 'running', 'ready', 'failed');

-- AlterTable
ALTER TABLE "Channel" ADD COLUMN     "isRecorded" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "ladder" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "latencyMode" "LatencyMode" NOT NULL DEFAULT 'balanced',
ADD COLUMN     "reconnectSeconds" INTEGER,
ADD COLUMN     "retentionDays" INTEGER,
ADD COLUMN     "rewindSeconds" INTEGER NOT NULL DEFAULT 7200;

-- AlterTable
ALTER TABLE "OriginRollup" ADD COLUMN     "pastBytes" BIGINT NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "BroadcastNotice" (
    "id" TEXT NOT NULL,
    "broadcastId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "clearedAt" TIMESTAMP(3),

    CONSTRAINT "BroadcastNotice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Recording" (
    "broadcastId" TEXT NOT NULL,
    "state" "RecordingState" NOT NULL DEFAULT 'recording',
    "seconds" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "bytes" BIGINT NOT NULL DEFAULT 0,
    "segments" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "readyAt" TIMESTAMP(3),
    "deletedAt" TIMESTAMP(3),
    "error" TEXT,

    CONSTRAINT "Recording_pkey" PRIMARY KEY ("broadcastId")
);

-- CreateTable
CREATE TABLE "RecordingExport" (
    "id" TEXT NOT NULL,
    "broadcastId" TEXT NOT NULL,
    "rung" TEXT NOT NULL,
    "state" "ExportState" NOT NULL DEFAULT 'waiting',
    "progress" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "bytes" BIGINT,
    "token" TEXT NOT NULL,
    "error" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMP(3),

    CONSTRAINT "RecordingExport_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "BroadcastNotice_broadcastId_at_idx" ON "BroadcastNotice"("broadcastId", "at");

-- CreateIndex
CREATE INDEX "Recording_state_idx" ON "Recording"("state");

-- CreateIndex
CREATE INDEX "RecordingExport_state_idx" ON "RecordingExport"("state");

-- CreateIndex
CREATE UNIQUE INDEX "RecordingExport_broadcastId_rung_key" ON "RecordingExport"("broadcastId", "rung");

-- AddForeignKey
ALTER TABLE "BroadcastNotice" ADD CONSTRAINT "BroadcastNotice_broadcastId_fkey" FOREIGN KEY ("broadcastId") REFERENCES "Broadcast"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Recording" ADD CONSTRAINT "Recording_broadcastId_fkey" FOREIGN KEY ("broadcastId") REFERENCES "Broadcast"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RecordingExport" ADD CONSTRAINT "RecordingExport_broadcastId_fkey" FOREIGN KEY ("broadcastId") REFERENCES "Recording"("broadcastId") ON DELETE CASCADE ON UPDATE CASCADE;
