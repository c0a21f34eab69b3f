-- AlterTable
ALTER TABLE "ChatMessage" ADD COLUMN     "door" TEXT;
