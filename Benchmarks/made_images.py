"""Image sets for benchmarks: noise over one picture of each class, the same at every call."""
import random
import struct

CLASSES = 10


class Pictures:
    """Labelled images of random bytes, each the mean of its class's picture and of noise."""

    def __init__(self, length):
        self.length = length
        self.draw = random.Random(1)
        # Whole images are one number, so that a sum takes no loop: halves below 128 do not carry.
        self.mask = int.from_bytes(b"\x7f" * length, "big")
        self.classes = [self.half() for _ in range(CLASSES)]

    def half(self):
        return (self.draw.getrandbits(8 * self.length) >> 1) & self.mask

    def make(self, count):
        """Labels and images; classes take turns."""
        labels = [index % CLASSES for index in range(count)]
        return labels, [(self.classes[label] + self.half()).to_bytes(self.length, "big") for label in labels]


def write_cifar(folder, train, test):
    """Images of 32 × 32 × 3 in CIFAR-10's binary batches; at least five to train on."""
    folder.mkdir()
    pictures = Pictures(3 * 32 * 32)
    labels, images = pictures.make(train)
    batches = {f"data_batch_{part + 1}": range(train * part // 5, train * (part + 1) // 5) for part in range(5)}
    for name, places in batches.items():
        (folder / f"{name}.bin").write_bytes(b"".join(bytes([labels[i]]) + images[i] for i in places))
    labels, images = pictures.make(test)
    (folder / "test_batch.bin").write_bytes(b"".join(bytes([label]) + image for label, image in zip(labels, images)))


def write_idx(folder, train, test):
    """Images of 28 × 28 in the four IDX files of MNIST; at least ten to train on, so that every class is there."""
    folder.mkdir()
    pictures = Pictures(28 * 28)
    for name, count in (("train", train), ("t10k", test)):
        labels, images = pictures.make(count)
        (folder / f"{name}-labels-idx1-ubyte").write_bytes(struct.pack(">BBBBI", 0, 0, 8, 1, count) + bytes(labels))
        (folder / f"{name}-images-idx3-ubyte").write_bytes(
            struct.pack(">BBBBIII", 0, 0, 8, 3, count, 28, 28) + b"".join(images))
