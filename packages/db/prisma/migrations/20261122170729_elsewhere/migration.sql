-- AlterTable
ALTER TABLE "Channel" ADD COLUMN     "elsewhere" TEXT;

-- CreateIndex
CREATE UNIQUE INDEX "Channel_elsewhere_key" ON "Channel"("elsewhere");
