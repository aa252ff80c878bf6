/* License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Message} from "@mail/core/common/message";
import {patch} from "@web/core/utils/patch";

patch(Message.prototype, {
    get authorAvatarUrl() {
        const {id, author_avatar_url: picture, thread} = this.message;
        // The session knows what its visitor may read: no address tells the token
        if (!picture && thread?.model === "sale.subscription" && thread.access_token) {
            return `/mail/avatar/mail.message/${id}/author_avatar/50x50`;
        }
        return super.authorAvatarUrl;
    },
});
