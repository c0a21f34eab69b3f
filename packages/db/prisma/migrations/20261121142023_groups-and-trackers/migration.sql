-- AlterTable
ALTER TABLE "AudienceRollup" DROP CONSTRAINT "AudienceRollup_pkey",
ADD COLUMN     "firstFrameCount" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "firstFrameSumMs" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "group" TEXT NOT NULL DEFAULT 'swarm',
ADD CONSTRAINT "AudienceRollup_pkey" PRIMARY KEY ("broadcastId", "epoch", "rung", "group", "at");

-- AlterTable
ALTER TABLE "ViewerRollup" DROP CONSTRAINT "ViewerRollup_pkey",
ADD COLUMN     "tracker" TEXT NOT NULL DEFAULT '',
ADD CONSTRAINT "ViewerRollup_pkey" PRIMARY KEY ("broadcastId", "at", "tracker");
